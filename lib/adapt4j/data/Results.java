package adapt4j.data;

import adapt4j.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tech.tablesaw.api.Table;

/**
 * Measured values in a CSV file: a {@code ./lab data make} command writes it row by row, a lesson
 * reads it as a table.
 *
 * <p>The last column holds the value, the others say what was measured. What is there already need
 * not be measured again, so a run that was stopped goes on where it ended.
 */
public final class Results {
  private final Path file;
  private final Map<String, Double> values = new HashMap<>();

  private Results(Path file) {
    this.file = file;
  }

  /**
   * The committed results in a folder of {@code data/}.
   *
   * @param folder such as {@code "transfer"}
   * @param name of the file without its ending, such as {@code "accuracy"}
   * @return a table of this name
   * @throws DataException if the file is missing or damaged
   */
  public static Table table(String folder, String name) {
    Path file = Card.of(Lab.data().resolve(folder)).file(name + ".csv");
    return Table.read().csv(file.toFile()).setName(name);
  }

  /**
   * Opens a file to add values to it.
   *
   * @param file is made if it is not there
   * @param columns the names of all columns
   * @return the results, with what is in the file
   * @throws IOException if the file cannot be read or written, or has other columns
   */
  public static Results open(Path file, String... columns) throws IOException {
    String header = String.join(",", columns);
    if (!Files.exists(file)) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, header + "\n");
    }
    List<String> lines = Files.readAllLines(file);
    if (!lines.get(0).equals(header)) {
      throw new IOException(file + " has other columns than " + header + ". Remove it.");
    }
    Results results = new Results(file);
    for (String line : lines.subList(1, lines.size())) {
      int cut = line.lastIndexOf(',');
      results.values.put(line.substring(0, cut), Double.valueOf(line.substring(cut + 1)));
    }
    return results;
  }

  /**
   * A value that was measured.
   *
   * @param key what the columns before the value say
   * @return the value; null if it was not measured yet
   */
  public Double get(Object... key) {
    return values.get(text(key));
  }

  /**
   * Adds a value, to four decimals.
   *
   * @param value what was measured
   * @param key what the columns before the value say, without commas
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if there is a comma in the key
   */
  public void put(double value, Object... key) throws IOException {
    String rounded = String.format(Locale.ROOT, "%.4f", value);
    Files.writeString(file, text(key) + "," + rounded + "\n", StandardOpenOption.APPEND);
    values.put(text(key), Double.valueOf(rounded));
  }

  private static String text(Object[] key) {
    List<String> parts = Stream.of(key).map(String::valueOf).toList();
    if (parts.stream().anyMatch(part -> part.contains(","))) {
      throw new IllegalArgumentException("A comma would make two columns of one: " + parts);
    }
    return String.join(",", parts);
  }
}

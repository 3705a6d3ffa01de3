package adapt4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A data card: the {@code CARD.md} of a folder in {@code data/}. It says what the data are, where
 * they come from and under which licence, and lists each file with its size and SHA-256 in a table
 * of three columns.
 */
public final class Card {
  private static final Pattern ROW =
      Pattern.compile(
          "\\|\\s*`?([\\w.-]+)`?\\s*\\|\\s*([\\d,]+)\\s*\\|\\s*`?([0-9a-f]{64})`?\\s*\\|");

  private final Path folder;
  private final List<Entry> entries;

  private Card(Path folder, List<Entry> entries) {
    this.folder = folder;
    this.entries = entries;
  }

  /**
   * A file that the card lists.
   *
   * @param name of the file, in the card's folder
   * @param bytes its size
   * @param sha256 its checksum, in lower-case hexadecimal digits
   */
  public record Entry(String name, long bytes, String sha256) {}

  /**
   * Reads the card of a folder.
   *
   * @param folder such as {@code data/digits}
   * @return the card
   * @throws DataException if there is no card, or it lists no file
   */
  public static Card of(Path folder) {
    Path file = folder.resolve("CARD.md");
    List<Entry> entries = new ArrayList<>();
    try (Stream<String> lines = Files.lines(file)) {
      for (String line : (Iterable<String>) lines::iterator) {
        Matcher row = ROW.matcher(line.strip());
        if (row.matches()) {
          long bytes = Long.parseLong(row.group(2).replace(",", ""));
          entries.add(new Entry(row.group(1), bytes, row.group(3)));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new DataException("The data card " + file + " cannot be read. " + cure(folder), e);
    }
    if (entries.isEmpty()) {
      throw new DataException("The data card " + file + " lists no file. " + cure(folder));
    }
    return new Card(folder, List.copyOf(entries));
  }

  /**
   * The cards of all data sets.
   *
   * @param data the folder {@code data/}
   * @return the cards, in the order of their names
   */
  public static List<Card> all(Path data) {
    try (Stream<Path> folders = Files.list(data)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("CARD.md")))
          .sorted()
          .map(Card::of)
          .toList();
    } catch (IOException e) {
      throw new DataException("The folder " + data + " cannot be read.", e);
    }
  }

  /**
   * The data set's name.
   *
   * @return the folder's name
   */
  public String name() {
    return folder.getFileName().toString();
  }

  /**
   * The files that belong to the data set.
   *
   * @return what the card lists
   */
  public List<Entry> entries() {
    return entries;
  }

  /**
   * Compares the files with the card.
   *
   * @return one sentence for each file that is missing or differs; empty when all is well
   */
  public List<String> verify() {
    List<String> problems = new ArrayList<>();
    for (Entry entry : entries) {
      try {
        file(entry.name());
      } catch (DataException e) {
        problems.add(e.getMessage());
      }
    }
    return problems;
  }

  /**
   * Writes sizes and checksums of the files as they are now into the card, after they were made
   * anew.
   *
   * @return the names of the files that are not as the card had them
   * @throws DataException if a file or the card cannot be read or written
   */
  public List<String> renew() {
    List<String> changed = new ArrayList<>();
    Path card = folder.resolve("CARD.md");
    try {
      String text = Files.readString(card);
      for (Entry entry : entries) {
        Path file = folder.resolve(entry.name());
        String sum = sha256(file);
        if (!sum.equals(entry.sha256())) {
          changed.add(entry.name());
          String row = "| " + entry.name() + " | " + Files.size(file) + " | " + sum + " |";
          // The row with the sum, not another one that begins with the file's name.
          text = text.replaceFirst("(?m)^.*\\Q" + entry.sha256() + "\\E.*$", row);
        }
      }
      if (!changed.isEmpty()) {
        Files.writeString(card, text);
      }
      return changed;
    } catch (IOException e) {
      throw new DataException("The data card " + card + " could not be renewed.", e);
    }
  }

  /**
   * A file of the data set, after its checksum was compared with the card.
   *
   * @param name of the file
   * @return its path
   * @throws DataException if the card does not list it, or it is missing, or it differs
   */
  public Path file(String name) {
    Entry entry =
        entries.stream()
            .filter(e -> e.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new DataException(folder.resolve("CARD.md") + " does not list " + name + "."));
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new DataException("The data file " + file + " is missing. " + cure(folder));
    }
    String found = sha256(file);
    if (!found.equals(entry.sha256())) {
      throw new DataException(
          String.format(
              "The data file %s is damaged or was changed.%n"
                  + "  its SHA-256 is     %s%n"
                  + "  the card expects   %s%n%s",
              file, found, entry.sha256(), cure(folder)));
    }
    return file;
  }

  /**
   * The SHA-256 of a file.
   *
   * @param file any file
   * @return 64 lower-case hexadecimal digits
   * @throws DataException if the file cannot be read
   */
  public static String sha256(Path file) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new DataException("The file " + file + " cannot be read: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /** How to get the folder's files back. */
  String cure() {
    return cure(folder);
  }

  private static String cure(Path folder) {
    String name = folder.getFileName().toString();
    return "To get it back: git checkout -- data/" + name + " (or ./lab data make " + name + ").";
  }
}

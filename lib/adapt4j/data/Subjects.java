package adapt4j.data;

import adapt4j.Lab;
import java.nio.file.Path;
import java.util.regex.Pattern;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * The subjects of 6,043 mails, ham and spam, as a raw table: nothing is cleaned but names and
 * addresses of people (see {@code data/subjects/CARD.md}).
 */
public final class Subjects {
  private static final Pattern COARSE =
      Pattern.compile(
          "adult|ass(es)?\\b|babe|boob|breast|bukkake|child|cum\\b|dead\\b|death|dick|die[ds]?\\b|enlarge|erect|erotic"
              + "|fetish|fuck|genital|girl|hanged|hardcore|hell\\b|horny|kidd|kill|klux|lesbian|live cam|milf|naked|nude|orgies"
              + "|orgy|pedo|penis|perv|porn|puss|rape|schoolgirl|sex|shit|shiat|shoot|shot\\b|slut|stroke|strip|suicid|teen|testic"
              + "|tits|viagra|vibrat|virgin|weener|whor|wives|xxx",
          Pattern.CASE_INSENSITIVE);

  private Subjects() {}

  /**
   * Reads the table.
   *
   * @return the columns group, date, type and subject, all of them text
   * @throws DataException if the file is missing or damaged
   */
  public static Table load() {
    Path file = Card.of(Lab.data().resolve("subjects")).file("subjects.csv");
    ColumnType text = ColumnType.STRING;
    return Table.read()
        .usingOptions(
            CsvReadOptions.builder(file.toFile())
                .tableName("subjects")
                .missingValueIndicator("")
                .columnTypes(new ColumnType[] {text, text, text, text}));
  }

  /**
   * Whether a text holds a word that a class may not want on its screen: of sex, violence and
   * death. A list of stems; it leaves out too much rather than too little. For showing only: a
   * filter that learns sees every text.
   *
   * @param text a subject or a word
   * @return true if it should not be shown
   */
  public static boolean isCoarse(String text) {
    return COARSE.matcher(text).find();
  }
}

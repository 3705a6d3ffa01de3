package adapt4j.align;

import adapt4j.show.Tables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Pairs to be ranked by a person: what people who label texts do all day.
 *
 * <pre>{@code
 * Ranking ranking = Ranking.of(pairs, 12, 1);
 * ranking.show();                                    // number, question, A, B
 * Preferences mine = ranking.answers("ABBA-BABBABA");   // A or B for each pair, - to leave it out
 * }</pre>
 *
 * <p>Which text stands at the left is drawn, so that a habit of the reader is not taken for a
 * taste.
 */
public final class Ranking {
  private static final int FEW = 6; // one letter for as many honest answers is rare: 1 in 32

  private final List<Pair> pairs;

  private Ranking(List<Pair> pairs) {
    this.pairs = List.copyOf(pairs);
  }

  /**
   * Draws pairs to be ranked.
   *
   * @param pairs to draw from
   * @param n how many, at least 1
   * @param seed of the draw, and of the sides
   * @return the ranking
   * @throws IllegalArgumentException if there are not as many pairs, or n is below 1
   */
  public static Ranking of(List<Pair> pairs, int n, long seed) {
    if (n < 1 || n > pairs.size()) {
      throw new IllegalArgumentException(
          String.format(
              "Of %d pairs, %d cannot be ranked. Take 1 or more, and not more than there are.",
              pairs.size(), n));
    }
    Random random = new Random(seed);
    List<Pair> shuffled = new ArrayList<>(pairs);
    Collections.shuffle(shuffled, random);
    List<Pair> sides = new ArrayList<>();
    for (Pair pair : shuffled.subList(0, n)) {
      boolean turned = random.nextBoolean();
      sides.add(turned ? new Pair(pair.prompt(), pair.second(), pair.first()) : pair);
    }
    return new Ranking(sides);
  }

  /**
   * The pairs as they are shown: the first text is A, the second B.
   *
   * @return at least one
   */
  public List<Pair> pairs() {
    return pairs;
  }

  /**
   * The pairs as a table.
   *
   * @return the columns pair, question, A and B
   */
  public Table table() {
    Table table =
        Table.create(
            "Which text is better?",
            StringColumn.create("pair"),
            StringColumn.create("question"),
            StringColumn.create("A"),
            StringColumn.create("B"));
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      table.stringColumn(0).append(Integer.toString(i + 1));
      table.stringColumn(1).append(Preferences.question(pair.prompt()));
      table.stringColumn(2).append(pair.first());
      table.stringColumn(3).append(pair.second());
    }
    return table;
  }

  /** Shows the table. */
  public void show() {
    Tables.show(table(), pairs.size());
  }

  /**
   * Takes the reader's answers.
   *
   * @param letters one for each pair in the order of the table: A or B for the better text, - for
   *     no choice; small letters and spaces will do
   * @return the preferences
   * @throws IllegalArgumentException if there are more or fewer letters than pairs, or others; if
   *     nothing was chosen; or if the answers are one-sided, the same letter for six pairs or more
   */
  public Preferences answers(String letters) {
    String given = letters.replaceAll("\\s", "").toUpperCase(Locale.ROOT);
    if (given.length() != pairs.size()) {
      throw new IllegalArgumentException(
          String.format(
              "There are %d answers for %d pairs. Give one letter for each pair: A, B, or - for no"
                  + " choice.",
              given.length(), pairs.size()));
    }
    List<Preference> list = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      switch (given.charAt(i)) {
        case 'A' -> list.add(new Preference(pair.prompt(), pair.first(), pair.second()));
        case 'B' -> list.add(new Preference(pair.prompt(), pair.second(), pair.first()));
        case '-' -> {}
        default ->
            throw new IllegalArgumentException(
                "Answer " + (i + 1) + " is '" + given.charAt(i) + "'. It can be A, B or -.");
      }
    }
    long letterA = given.chars().filter(letter -> letter == 'A').count();
    if (list.size() >= FEW && (letterA == 0 || letterA == list.size())) {
      throw new IllegalArgumentException(
          "These preferences are one-sided: all "
              + list.size()
              + " answers are "
              + (letterA == 0 ? "B" : "A")
              + ". The sides were drawn, so this says nothing about the texts. Read both of each"
              + " pair.");
    }
    return Preferences.of(list);
  }

  /**
   * Takes the reader's answers, or recorded ones where nobody sits at the screen, and prints which
   * of the two.
   *
   * @param letters as for {@link #answers}; empty if nobody has answered
   * @param recorded a file of {@link Preferences#write}
   * @return the preferences; recorded ones are about the texts in the file, not about these pairs
   * @throws IllegalArgumentException as for {@link #answers}
   * @throws adapt4j.data.DataException if the file is asked for and cannot be read
   */
  public Preferences answersOr(String letters, Path recorded) {
    if (!letters.isBlank()) {
      Preferences own = answers(letters);
      System.out.println("Your own answers are taken: " + own + ".");
      return own;
    }
    Preferences kept = Preferences.read(recorded);
    System.out.println(
        "No answers were given, so recorded ones are taken: "
            + kept
            + ", from "
            + recorded.getFileName()
            + ".");
    return kept;
  }
}

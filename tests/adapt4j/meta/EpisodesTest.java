package adapt4j.meta;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.data.Augment;
import adapt4j.data.DataException;
import adapt4j.data.Examples;
import adapt4j.data.Glosses;
import adapt4j.data.Glyphs;
import adapt4j.data.Pictures;
import adapt4j.data.RandomAffine;
import adapt4j.data.Splits;
import adapt4j.data.Texts;
import adapt4j.nn.Mlp;
import adapt4j.text.SentenceEncoder;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class EpisodesTest extends EachLab {
  private NDManager scope;

  @BeforeEach
  void open() {
    scope = lab.scope();
  }

  /** Class c has the inputs 1000 c, 1000 c + 1, ...; classes from {@code first} on. */
  private Examples examples(int first, int classes, int each) {
    float[] inputs = new float[classes * each];
    float[] labels = new float[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      labels[i] = i % classes;
      inputs[i] = 1000 * (first + labels[i]) + i / classes;
    }
    List<String> names =
        IntStream.range(first, first + classes).mapToObj(c -> "class " + c).toList();
    NDArray x = lab.manager().create(inputs, new Shape(inputs.length, 1));
    return new Examples(x, lab.manager().create(labels), names);
  }

  private Splits splits() {
    return new Splits(examples(0, 9, 6), examples(20, 4, 6), examples(30, 5, 6));
  }

  @Test
  void anEpisodeHasItsClassesNumberedAnewAndNoExampleTwice() {
    Tasks tasks = Episodes.of(splits()).optWays(4).optShots(2).optQueries(3).train();
    Random random = new Random(1);
    TaskBatch batch = tasks.draw(scope, 200, random);
    assertEquals(new Shape(200, 8, 1), batch.support().inputs().getShape());
    assertEquals(new Shape(200, 12), batch.query().targets().getShape());
    int[] seen = new int[9];
    int[][] numbered = new int[9][4];
    for (int t = 0; t < 200; t++) {
      Set<Double> all = new HashSet<>();
      int[] classOf = {-1, -1, -1, -1};
      for (Shots shots : List.of(batch.task(t).support(), batch.task(t).query())) {
        double[] x = Toys.numbers(shots.inputs());
        double[] y = Toys.numbers(shots.targets());
        for (int i = 0; i < x.length; i++) {
          assertTrue(all.add(x[i]), "an example came twice");
          int c = (int) x[i] / 1000;
          int n = (int) y[i];
          assertTrue(classOf[n] == -1 || classOf[n] == c);
          classOf[n] = c;
        }
      }
      assertEquals(4, Arrays.stream(classOf).distinct().count());
      for (int n = 0; n < 4; n++) {
        seen[classOf[n]]++;
        numbered[classOf[n]][n]++;
      }
    }
    for (int c = 0; c < 9; c++) {
      assertEquals(200 * 4 / 9.0, seen[c], 35, "each class comes as often");
      for (int n = 0; n < 4; n++) {
        assertEquals(200 / 9.0, numbered[c][n], 18, "under each number");
      }
    }
  }

  @Test
  void eachPartDrawsFromItsOwnClasses() {
    Episodes episodes = Episodes.of(splits()).optWays(3);
    assertEquals(Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8), classes(episodes.train()));
    assertEquals(Set.of(20, 21, 22, 23), classes(episodes.dev()));
    assertEquals(Set.of(30, 31, 32, 33, 34), classes(episodes.test()));
  }

  private Set<Integer> classes(Tasks tasks) {
    TaskBatch batch = tasks.draw(scope, 100, new Random(1));
    Set<Integer> classes = new HashSet<>();
    for (double x : Toys.numbers(batch.query().inputs())) {
      classes.add((int) x / 1000);
    }
    return classes;
  }

  @Test
  void theSameRandomGivesTheSameEpisodesAndOnlyTheyStay() {
    Tasks tasks = Episodes.of(splits()).train();
    int examples = lab.manager().getManagedArrays().size();
    TaskBatch one = tasks.draw(scope, 7, new Random(3));
    assertEquals(4, scope.getManagedArrays().size());
    assertEquals(examples + 4, lab.manager().getManagedArrays().size()); // with the scope's
    TaskBatch other = tasks.draw(scope, 7, new Random(3));
    assertArrayEquals(Toys.numbers(one.query().inputs()), Toys.numbers(other.query().inputs()), 0);
    TaskBatch third = tasks.draw(scope, 7, new Random(4));
    assertFalse(
        Arrays.equals(Toys.numbers(one.query().inputs()), Toys.numbers(third.query().inputs())));
  }

  @Test
  void settingsGiveOtherEpisodes() {
    Episodes first = Episodes.of(splits()).optWays(3);
    Episodes second = first.optShots(2).optQueries(1);
    assertEquals(3, first.test().draw(scope, new Random(1)).support().size());
    assertEquals(6, second.test().draw(scope, new Random(1)).support().size());
    assertEquals(
        "3-way 2-shot episodes: 9 classes to train, 4 for development, 5 to test",
        second.toString());
    assertEquals(
        "3-way 2-shot episodes of the test part: 5 classes, 1 queries of each",
        second.test().toString());
  }

  /** Adds a number of its own to each example. */
  private static final Augment ADD =
      (x, random) -> {
        float[] drawn = new float[(int) x.size(0)];
        for (int i = 0; i < drawn.length; i++) {
          drawn[i] = 0.5f * random.nextFloat();
        }
        return x.add(x.getManager().create(drawn, new Shape(drawn.length, 1)));
      };

  @Test
  void variantsAreDrawnForEachExample() {
    Episodes one = Episodes.of(new Splits(examples(0, 3, 1), examples(5, 3, 1), examples(9, 3, 1)));
    says("has 1 examples, but an episode takes 1 to learn from and 5", one.optWays(3)::train);
    Task task = one.optWays(3).optAugment(ADD).train().draw(scope, new Random(1));
    double[] support = Toys.numbers(task.support().inputs());
    double[] query = Toys.numbers(task.query().inputs());
    assertEquals(18, Arrays.stream(both(support, query)).distinct().count());
    for (double x : both(support, query)) {
      assertTrue(x % 1000 <= 0.5);
    }
  }

  /** The arrays that an augmentation makes look into Java's memory, which goes with them. */
  @Test
  void aGarbageCollectionChangesNoEpisode() {
    Episodes letters =
        Episodes.of(Glyphs.load(lab).splits()).optAugment(RandomAffine.builder().build());
    Tasks tasks = letters.train();
    for (int i = 0; i < 5; i++) {
      TaskBatch batch = tasks.draw(scope, 3, new Random(i));
      double[] support = Toys.numbers(batch.support().inputs());
      double[] query = Toys.numbers(batch.query().inputs());
      Toys.disturb(lab);
      tasks.draw(scope, 3, new Random(100 + i));
      assertArrayEquals(support, Toys.numbers(batch.support().inputs()), 0);
      assertArrayEquals(query, Toys.numbers(batch.query().inputs()), 0);
    }
  }

  /** Of 3 images one is learnt from and the others are for the query, or two and one. */
  @Test
  void variantsOfOneImageAreNotOnBothSides() {
    Splits few = new Splits(examples(0, 4, 3), examples(5, 4, 3), examples(9, 4, 3));
    for (int shots : new int[] {1, 2, 5}) {
      Tasks tasks =
          Episodes.of(few).optWays(4).optShots(shots).optQueries(4).optAugment(ADD).train();
      for (int seed = 0; seed < 50; seed++) {
        Task task = tasks.draw(scope, new Random(seed));
        Set<Long> images = images(task.support());
        assertEquals(4 * Math.min(2, shots), images.size());
        Set<Long> others = images(task.query());
        assertEquals(4 * (3 - Math.min(2, shots)), others.size());
        assertTrue(others.stream().noneMatch(images::contains));
      }
    }
  }

  private static Set<Long> images(Shots shots) {
    Set<Long> images = new HashSet<>();
    for (double x : Toys.numbers(shots.inputs())) {
      images.add((long) x);
    }
    return images;
  }

  private static double[] both(double[] a, double[] b) {
    double[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }

  @Test
  void badInputIsNamed() {
    Episodes episodes = Episodes.of(splits());
    says("2 or more classes, not 1", () -> episodes.optWays(1));
    says("1 or more shots of each class, not 0", () -> episodes.optShots(0));
    says("1 or more queries of each class, not 0", () -> episodes.optQueries(0));
    says("5 classes cannot be drawn from 4, which is all that the dev part", episodes::dev);
    says(
        "Class \"class 0\" of the train part has 6 examples, but an episode takes 2 to learn from"
            + " and 5",
        () -> episodes.optShots(2).train());
    says(
        "The train and the test part share 2 classes, such as \"class ",
        () -> Episodes.of(new Splits(examples(0, 9, 6), examples(20, 4, 6), examples(7, 5, 6))));
    says(
        "The dev and the test part share 1 classes",
        () -> Episodes.of(new Splits(examples(0, 9, 6), examples(20, 4, 6), examples(23, 5, 6))));
  }

  private static void says(String words, Executable bad) {
    String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }

  @Test
  void aFolderOfClassFolders(@TempDir Path folder) throws IOException {
    Examples letters = Glyphs.load(lab).script("Greek").take(10);
    Pictures.save(letters.augmented(3, RandomAffine.builder().build(), lab.random()), folder);
    Episodes episodes = Episodes.fromFolder(lab, folder).optWays(2).optQueries(2);
    assertEquals(
        "2-way 1-shot episodes: 6 classes to train, 2 for development, 2 to test",
        episodes.toString());
    Task task = episodes.test().draw(scope, new Random(1));
    assertEquals(new Shape(2, 1, 28, 28), task.support().inputs().getShape());
    Episodes colour = Episodes.fromFolder(lab, folder, new Shape(3, 14, 14)).optWays(2);
    assertEquals(
        new Shape(2, 3, 14, 14),
        colour.optQueries(1).dev().draw(scope, new Random(1)).support().inputs().getShape());
    Path bad = folder.resolve(letters.classes().get(0).replaceAll("[^\\w-]+", "-"));
    Files.createDirectories(bad);
    Files.writeString(bad.resolve("broken.png"), "no image");
    String message =
        assertThrows(DataException.class, () -> Episodes.fromFolder(lab, folder)).getMessage();
    assertTrue(message.contains("broken.png"), message);
  }

  /** Kinds of things that were never seen, told apart by the features of a sentence encoder. */
  @Test
  void supersensesOfWordNet() {
    Texts texts =
        Glosses.of(
                "noun.animal",
                "noun.artifact",
                "noun.body",
                "noun.event",
                "noun.food",
                "noun.location",
                "noun.plant",
                "noun.state",
                "noun.time")
            .optTrain(54)
            .optDev(9)
            .optTest(9)
            .load()
            .train();
    SentenceEncoder encoder = SentenceEncoder.miniLm(lab);
    Examples tokens = encoder.tokens(texts, 24);
    Examples features =
        new Examples(encoder.features(tokens.inputs()), tokens.labels(), tokens.classes());
    Episodes meanings =
        Episodes.of(Splits.byClass(features, 0.34, 0.34)).optWays(3).optShots(3).optQueries(3);
    try (MetaNet net = MetaNet.of(lab, Mlp.of(64), meanings.train())) {
      ProtoNet proto = ProtoNet.builder().setModel(net).build();
      MetaTest test = MetaTest.of(proto, meanings.test(), 40);
      assertTrue(test.accuracy(0) > 0.6, test.toString());
    }
  }

  /** A few letters are told apart better after a little meta-training, by each method. */
  @Test
  void methodsLearnToTellNewLettersApart() {
    Episodes letters =
        Episodes.of(Glyphs.load(lab).splits())
            .optWays(3)
            .optQueries(3)
            .optAugment(RandomAffine.builder().build());
    try (MetaNet net = MetaNet.of(lab, Mlp.of(32, 3), letters.train())) {
      ProtoNet proto = ProtoNet.builder().setModel(net).optBatch(8).build();
      proto.train(letters.train(), 20);
      assertTrue(MetaTest.of(proto, letters.test(), 40).accuracy(0) > 0.5);
    }
    try (MetaNet net = MetaNet.of(lab, Mlp.of(64, 3), letters.train())) {
      Maml maml = Maml.builder().setModel(net).optInnerRate(0.1).optBatch(8).build();
      maml.train(letters.train(), 80);
      MetaTest test = MetaTest.of(maml, letters.test(), 40);
      assertTrue(test.accuracy(1) > test.accuracy(0) + 0.15, test.toString());
    }
  }
}

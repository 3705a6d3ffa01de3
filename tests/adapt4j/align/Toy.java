package adapt4j.align;

import adapt4j.Lab;
import adapt4j.lm.Bpe;
import adapt4j.lm.Corpus;
import adapt4j.lm.Lm;
import adapt4j.lm.LmFit;
import adapt4j.lm.LmSize;
import adapt4j.lm.Prompt;
import adapt4j.lm.Sample;
import adapt4j.nn.Gradients;
import adapt4j.nn.Layers;
import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;

/**
 * A model that writes about a cat or a dog, as chance will have it, and somebody who likes cats.
 */
final class Toy {
  static final Bpe BPE =
      Bpe.train(List.of("a cat sat a dog sat a cat ran a dog ran near far"), 290);
  static final Bpe OTHER = Bpe.train(List.of("the office opens and the office closes"), 290);

  static final List<Prompt> PROMPTS =
      List.of(Prompt.question("near"), Prompt.question("far"), Prompt.question("ran"));

  static final Reward CATS = (prompt, text) -> text.contains("cat") ? 1 : 0;

  private static Map<String, float[]> trained; // of the writer, which all tests share

  private Toy() {}

  static LmSize size(Bpe bpe) {
    return new LmSize(bpe.size(), 16, 2, 2, 32, 48);
  }

  static Lm blank(Lab lab, Bpe bpe) {
    return Lm.create(lab, size(bpe), bpe);
  }

  /** Writes "a cat sat", "a dog sat", "a cat ran" or "a dog ran", each about as often. */
  static Lm writer(Lab lab) {
    Lm lm = blank(lab, BPE);
    if (trained != null) {
      Map<String, float[]> kept = trained;
      Gradients.without(
          () -> {
            Layers.arrays(lm.block()).forEach((name, array) -> array.set(kept.get(name)));
            return null;
          });
      return lm;
    }
    List<Sample> samples = new ArrayList<>();
    for (Prompt prompt : PROMPTS) {
      for (String text : List.of("a cat sat", "a dog sat", "a cat ran", "a dog ran")) {
        samples.add(prompt.sample(BPE, text));
      }
    }
    LmFit.steps(120).optBatch(12).optRate(0.01).optProgress(false).on(lm, Corpus.of(samples, 1));
    return lm;
  }

  /** All that can be said about cats and dogs. */
  static Preferences preferences() {
    List<Preference> list = new ArrayList<>();
    for (Prompt prompt : PROMPTS) {
      for (String cat : List.of("a cat sat", "a cat ran")) {
        for (String dog : List.of("a dog sat", "a dog ran")) {
          list.add(new Preference(prompt, cat, dog));
        }
      }
    }
    return Preferences.of(list);
  }

  static double mean(Reward reward, Lm lm) {
    List<Prompt> many = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      many.addAll(PROMPTS);
    }
    List<Written> written = Written.by(lm, many, 12, 99);
    return Arrays.stream(Written.scores(reward, written)).average().orElseThrow();
  }

  static Map<String, float[]> weights(Lm lm) {
    Map<String, float[]> weights = new TreeMap<>();
    Layers.arrays(lm.block()).forEach((name, array) -> weights.put(name, array.toFloatArray()));
    return weights;
  }

  /** Arrays that the lab, the model's own manager and their like hold at this moment. */
  static int arrays(Lab lab, Lm lm) {
    NDArray any = Layers.arrays(lm.block()).values().iterator().next();
    return lab.manager().getManagedArrays().size() + any.getManager().getManagedArrays().size();
  }

  /**
   * Compares a gradient with central differences at some places of an array in FLOAT64, which is
   * put back as it was.
   *
   * @return the largest of the gradients looked at, to see that they are not all 0
   */
  static double checkGradient(
      String name, NDArray weight, double[] gradient, DoubleSupplier loss, Random random) {
    double[] values = weight.toDoubleArray();
    double largest = 0;
    int steepest = 0;
    for (int i = 1; i < gradient.length; i++) {
      steepest = Math.abs(gradient[i]) > Math.abs(gradient[steepest]) ? i : steepest;
    }
    for (int k = 0; k < 5; k++) {
      int i = k == 0 ? steepest : random.nextInt(values.length);
      double up = shifted(weight, values, i, 1e-5, loss);
      double down = shifted(weight, values, i, -1e-5, loss);
      double expected = (up - down) / 2e-5;
      double close = 1e-6 * Math.max(1, Math.abs(expected));
      org.junit.jupiter.api.Assertions.assertEquals(expected, gradient[i], close, name + " " + i);
      largest = Math.max(largest, Math.abs(gradient[i]));
    }
    return largest;
  }

  private static double shifted(
      NDArray weight, double[] values, int i, double by, DoubleSupplier loss) {
    double[] moved = values.clone();
    moved[i] += by;
    return Gradients.without(
        () -> {
          weight.set(moved);
          double found = loss.getAsDouble();
          weight.set(values);
          return found;
        });
  }
}

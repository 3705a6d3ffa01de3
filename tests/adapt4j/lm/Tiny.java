package adapt4j.lm;

import adapt4j.Lab;
import adapt4j.nn.Gradients;
import adapt4j.nn.Layers;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Language models that are small enough for tests, and something to read for them. */
final class Tiny {
  static final Bpe BPE =
      Bpe.train(
          List.of(
              "the cat sat on the mat and the dog sat on the log",
              "the office opens at 7:30 and the office closes at 18:00"),
          300);

  static final Prompt ASK =
      Prompt.question("When does the office open?").passage("The office opens at 7:30.");

  private Tiny() {}

  static LmSize size() {
    return new LmSize(BPE.size(), 16, 2, 2, 32, 96);
  }

  static Lm lm(Lab lab) {
    return lm(lab, DataType.FLOAT32);
  }

  /** With weights so large that it writes different tokens, and copies from here and there. */
  static Lm lm(Lab lab, DataType type) {
    Lm lm = Lm.create(lab, size(), BPE, type);
    Gradients.without(
        () -> {
          Layers.arrays(lm.block())
              .forEach(
                  (name, array) -> {
                    if (name.startsWith("token") || name.startsWith("copy")) {
                      array.muli(name.startsWith("token") ? 25 : 2);
                    }
                  });
          return null;
        });
    return lm;
  }

  static List<Sample> samples() {
    return List.of(
        ASK.sample(BPE, "at 7:30"),
        Prompt.question("the cat").sample(BPE, "sat"),
        Prompt.sampleOf(BPE, "the dog sat on the log"),
        Prompt.question("Where is the dog?").passage("The dog sat on the log").sample(BPE, "log"));
  }

  static Map<String, float[]> weights(Lm lm) {
    Map<String, float[]> weights = new TreeMap<>();
    for (Map.Entry<String, NDArray> entry : Layers.arrays(lm.block()).entrySet()) {
      weights.put(entry.getKey(), entry.getValue().toFloatArray());
    }
    return weights;
  }
}

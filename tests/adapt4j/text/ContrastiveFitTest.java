package adapt4j.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.lora.Lora;
import adapt4j.nn.Gradients;
import adapt4j.text.ContrastiveFit.Triple;
import adapt4j.train.TrainingStopped;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContrastiveFitTest {
  private static final List<Triple> TRIPLES =
      List.of(
          new Triple("When does it open?", "The doors are open from nine.", List.of("It is old.")),
          new Triple("Who pays?", "The tenant bears the cost.", List.of("Rain fell.", "It rose.")),
          new Triple("How far is it?", "Two miles lie between them.", List.of()));

  private final Lab lab = Lab.open(1);
  private final SentenceEncoder minilm = SentenceEncoder.miniLm(lab);
  private final SentenceEncoder finder = minilm.named("finder");

  @AfterEach
  void close() {
    lab.close();
  }

  private Lora lora() {
    return Lora.builder().setRank(2).inject(lab, finder.body());
  }

  private static ContrastiveFit fit(int steps) {
    return ContrastiveFit.steps(steps).optBatch(3).optProgress(false);
  }

  /** Equation 2 of Karpukhin et al., by hand from the encoder's own vectors. */
  @Test
  void theLossIsThatOfThePaper() {
    List<String> texts =
        List.of(
            "The doors are open from nine.",
            "The tenant bears the cost.",
            "Two miles lie between them.",
            "It is old.",
            "Rain fell.",
            "It rose.");
    double expected = 0;
    for (int q = 0; q < 3; q++) {
      float[] cosines =
          minilm
              .embed(texts)
              .matMul(minilm.embed(List.of(TRIPLES.get(q).question())).get(0))
              .toFloatArray();
      double all = 0;
      for (float cosine : cosines) {
        all += Math.exp(cosine / 0.1);
      }
      expected -= Math.log(Math.exp(cosines[q] / 0.1) / all) / 3;
    }
    try (NDManager scope = lab.scope()) {
      NDArray loss = Gradients.without(() -> ContrastiveFit.loss(minilm, scope, TRIPLES, 0.1));
      assertEquals(expected, loss.getFloat(), 1e-4);
    }
  }

  /** Through the questions and through the answers, also where a few texts make one part. */
  @Test
  void gradientsEqualFiniteDifferences() {
    lora();
    List<NDArray> weights = SteepestSlope.trained(finder.body());
    SteepestSlope.equalsFiniteDifference(
        lab,
        weights.get(weights.size() - 1),
        scope -> ContrastiveFit.loss(finder, scope, TRIPLES, 0.1));
  }

  @Test
  void itLearnsAndLeavesTheEncoderBehindItAlone() {
    List<String> text = List.of("The doors are open from nine.");
    float[] before = minilm.embed(text).toFloatArray();
    assertArrayEquals(before, finder.embed(text).toFloatArray(), 0);
    lora();
    double[] losses = fit(12).on(finder, TRIPLES);
    assertEquals(12, losses.length);
    assertTrue(losses[11] < 0.7 * losses[0], losses[0] + " before, " + losses[11] + " after");
    assertArrayEquals(before, minilm.embed(text).toFloatArray(), 0);
    assertFalse(java.util.Arrays.equals(before, finder.embed(text).toFloatArray()));
    assertEquals("finder", finder.toString().split(":")[0]);
  }

  @Test
  void theSameSeedGivesTheSameLosses() {
    Lora lora = lora();
    double[] once = fit(2).on(finder, TRIPLES);
    lora.remove();
    lora();
    assertArrayEquals(once, fit(2).on(finder, TRIPLES), 1e-6);
  }

  @Test
  void nothingIsLeftInMemory() {
    lora();
    fit(1).on(finder, TRIPLES);
    int before = lab.manager().getManagedArrays().size();
    fit(20).on(finder, TRIPLES);
    assertEquals(before, lab.manager().getManagedArrays().size());
  }

  @Test
  void whatCannotBeTrainedIsSaid() {
    says("nothing to train", () -> fit(1).on(finder, TRIPLES));
    lora();
    says(
        "There are 2 questions, and a batch takes 3",
        () -> fit(1).on(finder, TRIPLES.subList(0, 2)));
    says("1 step or more", () -> ContrastiveFit.steps(0));
    says("2 questions or more", () -> fit(1).optBatch(1));
    says("above 0", () -> fit(1).optRate(0));
    says("above 0", () -> fit(1).optTemperature(Double.NaN));
    Thread.currentThread().interrupt();
    assertThrows(TrainingStopped.class, () -> fit(1).on(finder, TRIPLES));
  }

  private static void says(String part, org.junit.jupiter.api.function.Executable work) {
    String message = assertThrows(IllegalArgumentException.class, work).getMessage();
    assertTrue(message.contains(part), message);
  }
}

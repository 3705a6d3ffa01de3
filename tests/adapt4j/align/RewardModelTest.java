package adapt4j.align;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.lm.Exact;
import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.Sample;
import adapt4j.nn.Gradients;
import adapt4j.nn.Layers;
import adapt4j.train.ModelException;
import adapt4j.train.TrainingStopped;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardModelTest extends EachLab {
  private static final Prompt NEAR = Toy.PROMPTS.get(0);

  @TempDir private Path folder;

  private static RewardFit run(int steps) {
    return RewardFit.steps(steps).optBatch(6).optRate(5e-3).optProgress(false);
  }

  /** At every layer of the body and at the head, by texts of several lengths, some copied from. */
  @Test
  void gradientsEqualFiniteDifferences() {
    Prompt passage = Prompt.question("When does it open?").passage("It opens at 7:30.");
    try (Lm lm = Exact.lm(lab);
        RewardModel reward = RewardModel.of(lm);
        NDManager scope = lab.scope()) {
      List<Sample> samples =
          List.of(
              passage.sample(lm.bpe(), "at 7:30"),
              NEAR.sample(lm.bpe(), "the cat sat on the mat"),
              passage.sample(lm.bpe(), ""),
              NEAR.sample(lm.bpe(), "no"));
      Map<String, NDArray> weights = Layers.arrays(reward.body().block());
      List<NDArray> at = new ArrayList<>(weights.values());
      at.add(reward.weight());
      List<String> names = new ArrayList<>(weights.keySet());
      names.add("head");
      NDList gradients;
      try (Gradients recording = Gradients.record()) {
        gradients = recording.of(loss(reward, scope, samples), new NDList(at), false);
      }
      Random random = new Random(1);
      for (int n = 0; n < names.size(); n++) {
        double largest =
            Toy.checkGradient(
                names.get(n),
                at.get(n),
                gradients.get(n).toDoubleArray(),
                () -> loss(reward, scope, samples).getDouble(),
                random);
        boolean unused = names.get(n).startsWith("copy") || names.get(n).contains("key.bias");
        assertTrue(unused || largest > 0, names.get(n));
      }
    }
  }

  private static NDArray loss(RewardModel reward, NDManager scope, List<Sample> samples) {
    NDList sides = reward.raw(scope, samples, true).split(2, 0);
    return BradleyTerry.loss(sides.get(0), sides.get(1));
  }

  /** The reward is read off the last token of the text, not off the filling behind it. */
  @Test
  void aTextHasTheSameRewardAloneAndBesideLongerOnes() {
    try (Lm lm = Toy.blank(lab, Toy.BPE);
        RewardModel reward = RewardModel.of(lm)) {
      List<String> texts = List.of("a cat", "a dog sat near a cat ran far", "", "a dog");
      double[] together = reward.scores(List.of(NEAR, NEAR, NEAR, NEAR), texts);
      for (int i = 0; i < texts.size(); i++) {
        assertEquals(reward.score(NEAR, texts.get(i)), together[i], 1e-5);
      }
      assertEquals(4, Arrays.stream(together).distinct().count());
      assertFalse(reward.score(NEAR, "a cat") == reward.score(Toy.PROMPTS.get(1), "a cat"));
    }
  }

  @Test
  void learnsAPreferenceAndGeneralisesToNewPrompts() {
    Preferences.Split parts = Toy.preferences().split(0.3, 1);
    try (Lm lm = Toy.blank(lab, Toy.BPE);
        RewardModel reward = RewardModel.of(lm)) {
      Map<String, float[]> before = Toy.weights(lm);
      AlignHistory history = run(60).optWatch(parts.test(), 20).on(reward, parts.train());
      assertEquals(1, reward.agreement(parts.test()), history.toString());
      assertTrue(history.last("loss") < 0.2, history.toString());
      assertEquals(60, history.values("loss").length);
      assertEquals(3, history.values("watched").length);
      // The model whose body was taken does not move.
      before.forEach((name, w) -> assertArrayEquals(w, Toy.weights(lm).get(name), 0, name));
      // Mean 0 and spread 1 over the texts of the training.
      List<Prompt> prompts = new ArrayList<>();
      List<String> texts = new ArrayList<>();
      for (Preference p : parts.train().list()) {
        prompts.addAll(List.of(p.prompt(), p.prompt()));
        texts.addAll(List.of(p.chosen(), p.rejected()));
      }
      double[] scores = reward.scores(prompts, texts);
      assertEquals(0, Arrays.stream(scores).average().orElseThrow(), 1e-5);
      double variance = Arrays.stream(scores).map(x -> x * x).average().orElseThrow();
      assertEquals(1, variance, 1e-4);
    }
  }

  @Test
  void aFrozenBodyLeavesTheHeadToLearn() {
    try (Lm lm = Toy.writer(lab);
        RewardModel reward = RewardModel.of(lm)) {
      Layers.freeze(reward.body().block());
      Map<String, float[]> before = Toy.weights(reward.body());
      AlignHistory history = run(60).optRate(0.05).on(reward, Toy.preferences());
      assertTrue(history.last("loss") < history.values("loss")[0]);
      Map<String, float[]> after = Toy.weights(reward.body());
      before.forEach((name, w) -> assertArrayEquals(w, after.get(name), 0, name));
    }
  }

  @Test
  void isTheSameWhenSavedAndLoaded() throws IOException {
    Path saved = folder.resolve("reward");
    try (Lm lm = Toy.blank(lab, Toy.BPE);
        RewardModel reward = RewardModel.of(lm)) {
      run(30).on(reward, Toy.preferences());
      reward.save(saved);
      try (RewardModel once = RewardModel.load(lab, saved)) {
        assertEquals(reward.score(NEAR, "a cat"), once.score(NEAR, "a cat"), 0.02);
        once.save(folder.resolve("again")); // what is rounded stays as it is
        try (RewardModel twice = RewardModel.load(lab, folder.resolve("again"))) {
          assertEquals(once.score(NEAR, "a dog"), twice.score(NEAR, "a dog"), 0);
        }
        once.checkFits(lm); // another object, the same pieces
      }
    }
    Files.write(saved.resolve("head.safetensors"), new byte[] {1, 2, 3});
    assertThrows(ModelException.class, () -> RewardModel.load(lab, saved));
    Files.delete(saved.resolve("head.safetensors"));
    String message =
        assertThrows(ModelException.class, () -> RewardModel.load(lab, saved)).getMessage();
    assertTrue(message.contains("head.safetensors"), message);
    assertThrows(ModelException.class, () -> RewardModel.load(lab, folder.resolve("none")));
  }

  @Test
  void anotherTokeniserIsRefused() {
    try (Lm lm = Toy.blank(lab, Toy.BPE);
        Lm other = Toy.blank(lab, Toy.OTHER);
        RewardModel reward = RewardModel.of(other)) {
      reward.checkFits(other);
      for (Runnable work :
          List.<Runnable>of(
              () -> reward.checkFits(lm),
              () -> Ppo.steps(1).setReward(reward).on(lm, Toy.PROMPTS),
              () -> BestOfN.of(2, reward).write(lm, Toy.PROMPTS))) {
        String message = assertThrows(IllegalArgumentException.class, work::run).getMessage();
        assertTrue(message.contains("another tokeniser"), message);
      }
    }
  }

  @Test
  void badSettingsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> RewardFit.steps(0));
    assertThrows(IllegalArgumentException.class, () -> RewardFit.steps(1).optBatch(0));
    assertThrows(IllegalArgumentException.class, () -> RewardFit.steps(1).optRate(0));
    assertThrows(
        IllegalArgumentException.class, () -> RewardFit.steps(1).optWatch(Toy.preferences(), 0));
    try (Lm lm = Toy.blank(lab, Toy.BPE);
        RewardModel reward = RewardModel.of(lm)) {
      String longText = "a cat ".repeat(60);
      assertThrows(IllegalArgumentException.class, () -> reward.score(NEAR, longText));
    }
  }

  @Test
  void anOverflowStopsTheRunAndSaysSo() {
    try (Lm lm = Toy.blank(lab, Toy.BPE);
        RewardModel reward = RewardModel.of(lm)) {
      Collapsed stopped =
          assertThrows(Collapsed.class, () -> run(200).optRate(1e30).on(reward, Toy.preferences()));
      assertTrue(stopped.getMessage().contains("lower learning rate"), stopped.getMessage());
      assertTrue(stopped.history().steps() >= 1);
    }
  }

  @Test
  void stopsWhenInterruptedAndLeavesNothingBehind() {
    try (Lm lm = Toy.blank(lab, Toy.BPE);
        RewardModel reward = RewardModel.of(lm)) {
      int before = Toy.arrays(lab, reward.body());
      int ofHead = reward.weight().getManager().getManagedArrays().size();
      run(1000).optBatch(1).on(reward, Toy.preferences());
      assertEquals(before, Toy.arrays(lab, reward.body()));
      assertEquals(ofHead, reward.weight().getManager().getManagedArrays().size());
      Thread.currentThread().interrupt();
      assertThrows(TrainingStopped.class, () -> run(3).on(reward, Toy.preferences()));
      assertFalse(Thread.interrupted());
    }
  }
}

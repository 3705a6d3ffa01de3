package adapt4j.align;

import adapt4j.Lab;
import adapt4j.lm.Lm;
import adapt4j.lm.LmBatch;
import adapt4j.lm.Prompt;
import adapt4j.lm.Sample;
import adapt4j.nn.Gradients;
import adapt4j.nn.Layers;
import adapt4j.nn.SafeTensors;
import adapt4j.train.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Foretells which text people will prefer: the body of a language model, and on the hidden state of
 * the text's last token a linear layer with one output (<a
 * href="https://arxiv.org/abs/2009.01325">Stiennon et al. 2020</a>, section 3.4; <a
 * href="https://arxiv.org/abs/2203.02155">Ouyang et al. 2022</a>, section 3.5).
 *
 * <pre>{@code
 * RewardModel reward = RewardModel.of(lm);                  // knows nothing yet
 * RewardFit.steps(300).on(reward, parts.train());
 * reward.agreement(parts.test());                           // 0.5 is guessing
 * reward.score(Prompt.question("define: harbor"), "a sheltered port");
 * }</pre>
 *
 * <p>Only differences of rewards are learnt, so after training they are shifted and scaled: the
 * training texts have mean 0 and spread 1. It has seen texts of one model only; of others, and
 * above all of a model that was trained to please it, it knows little.
 */
public final class RewardModel implements Reward, AutoCloseable {
  private static final String HEAD = "head.safetensors";
  private static final int AT_ONCE = 32;

  private final Lm body;
  private final NDManager manager;
  private final NDArray weight; // (width, 1)
  private double mean;
  private double spread = 1;

  private RewardModel(Lm body) {
    this.body = body;
    manager = body.lab().manager().newSubManager();
    int width = body.size().width();
    DataType type = Layers.arrays(body.block()).values().iterator().next().getDataType();
    body.lab().reseed();
    weight =
        manager.randomNormal(0, (float) Math.sqrt(1.0 / (width + 1)), new Shape(width, 1), type);
    weight.setRequiresGradient(true);
  }

  /**
   * Makes a reward model that has not learnt yet.
   *
   * @param lm its body is copied; best the model that wrote the texts
   * @return the reward model
   * @throws IllegalArgumentException if there is an adapter in the model
   */
  public static RewardModel of(Lm lm) {
    return new RewardModel(lm.copy());
  }

  @Override
  public double score(Prompt prompt, String text) {
    return scores(List.of(prompt), List.of(text))[0];
  }

  /**
   * The rewards of many texts.
   *
   * @throws IllegalArgumentException if a prompt and its text are longer than the model's context
   */
  @Override
  public double[] scores(List<Prompt> prompts, List<String> texts) {
    double[] raw = raw(prompts, texts);
    return Arrays.stream(raw).map(x -> (x - mean) / spread).toArray();
  }

  private double[] raw(List<Prompt> prompts, List<String> texts) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      samples.add(prompts.get(i).sample(body.bpe(), texts.get(i)));
    }
    double[] raw = new double[samples.size()];
    for (int from = 0; from < raw.length; from += AT_ONCE) {
      List<Sample> some = samples.subList(from, Math.min(raw.length, from + AT_ONCE));
      try (NDManager scope = body.lab().scope()) {
        NDArray found = Gradients.without(() -> raw(scope, some, false));
        double[] values = found.toType(DataType.FLOAT64, true).toDoubleArray();
        System.arraycopy(values, 0, raw, from, values.length);
      }
    }
    return raw;
  }

  /**
   * The outputs of the head, with gradients while they are recorded.
   *
   * @return shape (n); belongs to the scope
   */
  NDArray raw(NDManager scope, List<Sample> samples, boolean training) {
    LmBatch batch = body.batch(scope, samples);
    NDArray hidden = body.hidden(batch, training);
    long[] last = samples.stream().mapToLong(sample -> sample.length() - 1).toArray();
    NDArray places =
        scope
            .create(last, new Shape(last.length, 1, 1))
            .broadcast(new Shape(last.length, 1, hidden.size(2)));
    return hidden.gather(places, 1).squeeze(1).matMul(weight).squeeze(1);
  }

  /** Shifts and scales the rewards, so that these texts have mean 0 and spread 1. */
  void calibrate(Preferences preferences) {
    List<Prompt> prompts = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (Preference preference : preferences.list()) {
      prompts.addAll(List.of(preference.prompt(), preference.prompt()));
      texts.addAll(List.of(preference.chosen(), preference.rejected()));
    }
    double[] raw = raw(prompts, texts);
    mean = Arrays.stream(raw).average().orElseThrow();
    double variance = Arrays.stream(raw).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    spread = variance > 0 ? Math.sqrt(variance) : 1;
  }

  @Override
  public void checkFits(Lm policy) {
    Tokens.checkSame("The reward model", body.bpe(), policy.bpe());
  }

  /**
   * Its language model, for freezing: only what is not frozen is trained, and the head always.
   *
   * @return the body itself
   */
  public Lm body() {
    return body;
  }

  /** The weight of the head, shape (width, 1). */
  NDArray weight() {
    return weight;
  }

  /**
   * Saves the reward model; the body's weights are rounded to 16 bits.
   *
   * @param folder is made if it is not there
   * @throws ModelException if it cannot be written
   */
  public void save(Path folder) {
    body.saveSmall(folder);
    Map<String, String> notes =
        Map.of("mean", Double.toString(mean), "spread", Double.toString(spread));
    try {
      SafeTensors.write(folder.resolve(HEAD), Map.of("weight", weight), notes);
    } catch (IOException e) {
      throw new ModelException("The reward model could not be saved in " + folder + ".", e);
    }
  }

  /**
   * Loads a reward model.
   *
   * @param lab where it lives
   * @param folder that {@link #save} wrote
   * @return the reward model
   * @throws ModelException if a file is missing or damaged
   */
  public static RewardModel load(Lab lab, Path folder) {
    RewardModel reward = new RewardModel(Lm.load(lab, folder));
    try (NDManager scope = lab.scope()) {
      SafeTensors saved = SafeTensors.read(folder.resolve(HEAD), scope);
      NDArray weight = saved.arrays().get("weight");
      if (weight == null || !weight.getShape().equals(reward.weight.getShape())) {
        throw new IOException("its head does not fit its body");
      }
      reward.mean = Double.parseDouble(saved.notes().get("mean"));
      reward.spread = Double.parseDouble(saved.notes().get("spread"));
      Gradients.without(
          () -> {
            weight.copyTo(reward.weight);
            return null;
          });
      return reward;
    } catch (IOException | RuntimeException e) {
      reward.close();
      throw new ModelException(
          "There is no reward model that can be used in "
              + folder
              + ": "
              + HEAD
              + " is missing or damaged. Train it again, or fetch the folder anew.",
          e);
    }
  }

  /** Frees the weights. */
  @Override
  public void close() {
    manager.close();
    body.close();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "reward model: %,d parameters, %,d of them in the head",
        body.parameters() + weight.size(),
        weight.size());
  }
}

package adapt4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.Prediction;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.baseline.DummyClassifierTrainer;
import org.tribuo.classification.evaluation.LabelEvaluation;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.baseline.DummyRegressionTrainer;
import org.tribuo.regression.evaluation.RegressionEvaluation;
import org.tribuo.regression.evaluation.RegressionEvaluator;

/** Our metrics equal those of Oracle's Tribuo. */
class TribuoTest {
  private static final int N = 200;
  private static final double EXACT = 1e-12;
  private static final List<String> CLASSES = List.of("a", "b", "c", "d");

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void labels(long seed) {
    Random random = new Random(seed);
    int[] truth = random.ints(N, 0, 4).toArray();
    // More often right than wrong, and not every class as often.
    int[] predicted = new int[N];
    List<Label> trueLabels = new ArrayList<>();
    List<Label> predictedLabels = new ArrayList<>();
    for (int i = 0; i < N; i++) {
      predicted[i] = random.nextInt(3) == 0 ? random.nextInt(2) : truth[i];
      trueLabels.add(new Label(CLASSES.get(truth[i])));
      predictedLabels.add(new Label(CLASSES.get(predicted[i])));
    }
    Scores ours = Scores.of(truth, predicted, CLASSES);
    LabelFactory factory = new LabelFactory();
    LabelEvaluation theirs =
        new LabelEvaluator()
            .evaluate(
                model(DummyClassifierTrainer.createMostFrequentTrainer(), factory, trueLabels),
                predictions(trueLabels, predictedLabels),
                source(factory));
    for (String name : CLASSES) {
      Label label = new Label(name);
      assertEquals(theirs.precision(label), ours.precision(name), EXACT);
      assertEquals(theirs.recall(label), ours.recall(name), EXACT);
      assertEquals(theirs.f1(label), ours.f1(name), EXACT);
    }
    assertEquals(theirs.accuracy(), ours.accuracy(), EXACT);
    assertEquals(theirs.macroAveragedPrecision(), ours.macroPrecision(), EXACT);
    assertEquals(theirs.macroAveragedRecall(), ours.macroRecall(), EXACT);
    assertEquals(theirs.macroAveragedF1(), ours.macroF1(), EXACT);
    assertEquals(theirs.microAveragedF1(), ours.microF1(), EXACT);
    assertEquals(theirs.balancedErrorRate(), 1 - ours.macroRecall(), EXACT);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void numbers(long seed) {
    Random random = new Random(seed);
    double[] truth = random.doubles(N, -5, 20).toArray();
    double[] predicted = new double[N];
    List<Regressor> trueNumbers = new ArrayList<>();
    List<Regressor> predictedNumbers = new ArrayList<>();
    for (int i = 0; i < N; i++) {
      predicted[i] = truth[i] + 3 * random.nextGaussian();
      trueNumbers.add(new Regressor("y", truth[i]));
      predictedNumbers.add(new Regressor("y", predicted[i]));
    }
    NumberScores ours = NumberScores.of(truth, predicted);
    RegressionFactory factory = new RegressionFactory();
    RegressionEvaluation theirs =
        new RegressionEvaluator()
            .evaluate(
                model(DummyRegressionTrainer.createMeanTrainer(), factory, trueNumbers),
                predictions(trueNumbers, predictedNumbers),
                source(factory));
    Regressor y = new Regressor("y", 0);
    assertEquals(theirs.mae(y), ours.mae(), EXACT);
    assertEquals(Math.pow(theirs.rmse(y), 2), ours.mse(), 1e-9);
    assertEquals(theirs.r2(y), ours.r2(), EXACT);
  }

  private static <T extends Output<T>> Model<T> model(
      Trainer<T> trainer, OutputFactory<T> factory, List<T> outputs) {
    MutableDataset<T> data = new MutableDataset<>(source(factory), factory);
    outputs.forEach(output -> data.add(example(output)));
    return trainer.train(data);
  }

  private static <T extends Output<T>> List<Prediction<T>> predictions(
      List<T> truth, List<T> predicted) {
    List<Prediction<T>> predictions = new ArrayList<>();
    for (int i = 0; i < truth.size(); i++) {
      predictions.add(new Prediction<>(predicted.get(i), 1, example(truth.get(i))));
    }
    return predictions;
  }

  private static <T extends Output<T>> ArrayExample<T> example(T output) {
    return new ArrayExample<>(output, new String[] {"x"}, new double[] {1});
  }

  private static <T extends Output<T>> SimpleDataSourceProvenance source(OutputFactory<T> factory) {
    return new SimpleDataSourceProvenance("drawn at random", factory);
  }
}

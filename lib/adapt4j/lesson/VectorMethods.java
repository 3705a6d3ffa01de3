package adapt4j.lesson;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.data.Glosses;
import adapt4j.data.Splits;
import adapt4j.data.Texts;
import adapt4j.lesson.LabelsRecipe.Way;
import adapt4j.meta.Episodes;
import adapt4j.meta.Learner;
import adapt4j.meta.Maml;
import adapt4j.meta.MetaNet;
import adapt4j.meta.Shots;
import adapt4j.meta.Tasks;
import adapt4j.nn.Mlp;
import adapt4j.text.FineTuneRecipe;
import adapt4j.text.SentenceEncoder;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The methods of {@link LabelsRecipe} that need the vectors of a frozen MiniLM alone. */
final class VectorMethods {
  private static final int OTHERS = 24; // texts of each other supersense, to meta-train on

  private final Lab lab;
  private final SentenceEncoder miniLm;
  private final List<String> classes;
  private Maml maml; // trained when it is first asked for

  /** Methods that tell some classes apart. */
  VectorMethods(Lab lab, SentenceEncoder miniLm, List<String> classes) {
    this.lab = lab;
    this.miniLm = miniLm;
    this.classes = classes;
  }

  /**
   * Learns from vectors and is asked for others.
   *
   * @return the share of right answers
   */
  double accuracy(Way way, Examples train, Examples part) {
    if (way.method().equals(LabelsRecipe.HEAD)) {
      try (Classifier head = Classifier.of(lab, Mlp.of(train.classes().size()), train)) {
        FineTuneRecipe.fit(way.steps()).optRate(way.rate()).on(head, train);
        return Evaluation.of(head, part).accuracy();
      }
    }
    if (way.method().equals(LabelsRecipe.MAML)) {
      try (Learner learner = maml().adapt(new Shots(train.inputs(), train.labels()), way.steps())) {
        return accuracy(learner.predict(part.inputs()), part);
      }
    }
    if (way.method().equals(LabelsRecipe.PROTOTYPES)) {
      NDArray means = hot(train).transpose().matMul(unit(train.inputs())); // (classes, width)
      return accuracy(unit(part.inputs()).matMul(unit(means).transpose()), part);
    }
    NDArray alike = unit(part.inputs()).matMul(unit(train.inputs()).transpose()); // cosines
    int k = Math.min(way.steps(), train.size());
    NDArray last = alike.topK(k, 1, true, true).get(0).min(new int[] {1}, true);
    NDArray near = alike.mul(alike.gte(last).toType(DataType.FLOAT32, false));
    return accuracy(near.matMul(hot(train)), part); // the nearer, the more a vote counts
  }

  private static NDArray unit(NDArray x) {
    return x.div(x.norm(new int[] {1}, true));
  }

  private static NDArray hot(Examples examples) {
    return examples
        .labels()
        .toType(DataType.INT64, false)
        .oneHot(examples.classes().size(), DataType.FLOAT32);
  }

  private static double accuracy(NDArray scores, Examples part) {
    long[] predicted = scores.argMax(1).toType(DataType.INT64, false).toLongArray();
    int[] labels = part.labelArray();
    return IntStream.range(0, labels.length).filter(i -> predicted[i] == labels[i]).count()
        / (double) labels.length;
  }

  /** Meta-trained on 27 of the 33 supersenses that are not asked for. */
  Maml maml() {
    if (maml == null) {
      List<String> others = new ArrayList<>(Glosses.all().load().train().classes());
      others.removeAll(classes);
      Texts texts =
          Glosses.of(others.toArray(String[]::new))
              .optTrain(OTHERS * others.size())
              .optDev(others.size())
              .optTest(others.size())
              .load()
              .train();
      Examples features = miniLm.features(miniLm.tokens(texts, FineTuneRecipe.LENGTH));
      Tasks tasks =
          Episodes.of(Splits.byClass(features, 0.1, 0.1))
              .optWays(classes.size())
              .optShots(LabelsRecipe.FEW)
              .optQueries(10)
              .train();
      maml =
          Maml.builder()
              .setModel(MetaNet.of(lab, Mlp.of(64, classes.size()), tasks))
              .optInnerRate(0.5)
              .optSteps(3)
              .optRate(1e-3)
              .optBatch(4)
              .build();
      maml.train(tasks, 300);
    }
    return maml;
  }
}

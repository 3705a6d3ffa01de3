package adapt4j.lesson;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.data.Glosses;
import adapt4j.data.Results;
import adapt4j.data.Splits;
import adapt4j.distill.TransferSet;
import adapt4j.lesson.LabelsRecipe.Way;
import adapt4j.lora.Lora;
import adapt4j.text.FineTuneRecipe;
import adapt4j.text.SentenceEncoder;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import adapt4j.train.Fit;
import java.io.IOException;
import java.util.Random;

/**
 * All measurements of {@link LabelsRecipe} with one seed, which draws the labelled texts, the heads
 * and the order.
 */
final class LabelsRun implements AutoCloseable {
  private final int seed;
  final Lab lab;
  final SentenceEncoder miniLm;
  final Splits glosses;
  final Examples labelled;
  final Splits vectors; // train: those that are labelled
  final VectorMethods onVectors;

  LabelsRun(int seed) {
    this.seed = seed;
    lab = Lab.open(seed);
    miniLm = SentenceEncoder.miniLm(lab);
    glosses =
        miniLm.tokens(
            Glosses.eight().optTrain(LabelsRecipe.UNLABELLED).load(), FineTuneRecipe.LENGTH);
    labelled = glosses.train().take(LabelsRecipe.LABELLED);
    vectors =
        new Splits(
            miniLm.features(labelled),
            miniLm.features(glosses.dev()),
            miniLm.features(glosses.test()));
    onVectors = new VectorMethods(lab, miniLm, labelled.classes());
  }

  void measure(Way way, Results results, boolean test) throws IOException {
    if (results.get(way.key(seed)) != null) {
      return;
    }
    switch (way.method()) {
      case LabelsRecipe.FULL, LabelsRecipe.LORA, LabelsRecipe.SCRATCH, LabelsRecipe.STUDENT -> {
        try (Classifier net = trained(way)) {
          Examples part = test ? glosses.test() : glosses.dev();
          results.put(Evaluation.of(net, part).accuracy(), way.key(seed));
        }
      }
      default -> {
        Examples part = test ? vectors.test() : vectors.dev();
        Examples train = draw(way, vectors.train());
        results.put(onVectors.accuracy(way, train, part), way.key(seed));
      }
    }
  }

  private Examples draw(Way way, Examples from) {
    return way.labels() == LabelsRecipe.MANY ? from : from.fewShot(way.labels(), new Random(seed));
  }

  /** Before training, and before an adapter is put in. */
  Classifier network(String method, Examples texts) {
    return switch (method) {
      case LabelsRecipe.LORA -> miniLm.withFrozenBody(texts);
      case LabelsRecipe.SCRATCH -> miniLm.withFreshBody(texts);
      case LabelsRecipe.STUDENT -> miniLm.onlyLayers(2, 5).withHead(texts);
      default -> miniLm.withHead(texts);
    };
  }

  static Lora lora(Classifier net) {
    return Lora.builder().setRank(8).optAlpha(16).optTargets("query", "value").inject(net);
  }

  private Classifier trained(Way way) {
    Examples few = draw(way, labelled);
    Classifier net = network(way.method(), few);
    Fit fit =
        FineTuneRecipe.fit(way.steps())
            .optRate(way.rate())
            .optGroupByLength(SentenceEncoder::lengths);
    if (!way.method().equals(LabelsRecipe.SCRATCH)) {
      fit.optRate("head", 3e-3);
    }
    if (way.method().equals(LabelsRecipe.LORA)) {
      lora(net);
    }
    if (way.method().equals(LabelsRecipe.STUDENT)) {
      try (Classifier teacher = trained(new Way(LabelsRecipe.FULL, way.labels(), 1e-4, 60))) {
        TransferSet set = TransferSet.of(teacher, glosses.train().inputs());
        fit.optObjective(set.soft(1)).on(net, set.examples());
      }
      return net;
    }
    fit.on(net, few);
    return net;
  }

  @Override
  public void close() {
    lab.close();
  }
}

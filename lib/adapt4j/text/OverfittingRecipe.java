package adapt4j.text;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.data.Glosses;
import adapt4j.data.Results;
import adapt4j.data.TextAugment;
import adapt4j.data.TextSplits;
import adapt4j.data.Texts;
import adapt4j.show.Progress;
import adapt4j.train.Classifier;
import adapt4j.train.Evaluation;
import adapt4j.train.Fit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * Makes {@code overfitting.csv} of {@code data/finetune}: what few texts, many passes and a high
 * rate do, and what each cure does about it. All runs take the same number of steps, unless they
 * stop early.
 */
final class OverfittingRecipe {
  private static final int TEXTS = 200;
  private static final int PASSES = 15;
  private static final int BATCH = 16;
  private static final int COPIES = 4;
  private static final int[] SEEDS = {1, 2, 3, 4, 5};

  /** What is done about it. */
  enum Cure {
    NONE("none"),
    DECAY("weight decay 0.1"),
    AUGMENT("augmentation"),
    STOP("early stopping"),
    RATE("a third of the rate"),
    ALL("the last three together");

    private final String title;

    Cure(String title) {
      this.title = title;
    }
  }

  private OverfittingRecipe() {}

  static void make(Path folder) throws IOException {
    Results results =
        Results.open(folder.resolve("overfitting.csv"), "cure", "seed", "measure", "value");
    try (Progress progress =
        Progress.of("Overfitting", (long) SEEDS.length * Cure.values().length)) {
      for (int seed : SEEDS) {
        try (Lab lab = Lab.open(seed)) {
          TextSplits glosses = Glosses.eight().load();
          for (Cure cure : Cure.values()) {
            if (results.get(cure.title, seed, "test loss") == null) {
              measure(lab, glosses, cure, seed, results);
            }
            progress.step(cure.title);
          }
        }
      }
    }
  }

  private static void measure(Lab lab, TextSplits glosses, Cure cure, int seed, Results results)
      throws IOException {
    SentenceEncoder miniLm = SentenceEncoder.miniLm(lab);
    Texts few = glosses.train().select(IntStream.range(0, TEXTS).toArray());
    Examples plain = miniLm.tokens(few, FineTuneRecipe.LENGTH);
    Examples test = miniLm.tokens(glosses.test(), FineTuneRecipe.LENGTH);
    boolean all = cure == Cure.ALL;
    boolean more = all || cure == Cure.AUGMENT;
    Examples train =
        more
            ? miniLm.tokens(
                few.augmented(COPIES, TextAugment.eda(0.1), lab.random()), FineTuneRecipe.LENGTH)
            : plain;
    Fit fit =
        Fit.epochs(more ? PASSES / (COPIES + 1) : PASSES)
            .optBatch(BATCH)
            .optRate(all || cure == Cure.RATE ? 1e-4 : 3e-4)
            .optRate("head", 1e-3)
            .optGroupByLength(SentenceEncoder::lengths)
            .optProgress(false);
    if (cure == Cure.DECAY) {
      fit.optWeightDecay(0.1);
    }
    if (all || cure == Cure.STOP) {
      fit.optDev(miniLm.tokens(glosses.dev(), FineTuneRecipe.LENGTH)).optPatience(3);
    }
    try (Classifier net = miniLm.withHead(train)) {
      fit.on(net, train);
      Evaluation seen = Evaluation.of(net, plain);
      Evaluation unseen = Evaluation.of(net, test);
      results.put(seen.accuracy(), cure.title, seed, "training accuracy");
      results.put(seen.loss(), cure.title, seed, "training loss");
      results.put(unseen.accuracy(), cure.title, seed, "test accuracy");
      results.put(unseen.loss(), cure.title, seed, "test loss");
    }
  }
}

package adapt4j.meta;

import adapt4j.Lab;
import adapt4j.data.Glyphs;
import adapt4j.data.Results;
import adapt4j.nn.Conv4;
import adapt4j.nn.Stages;
import java.io.IOException;
import java.nio.file.Path;

/**
 * MAML on letters with 1, 3 and 5 inner steps: {@code steps.csv} holds the accuracy after 0 to 10
 * steps, with an inner rate that was chosen on the scripts for development.
 */
final class InnerStepsRecipe {
  private static final String[] COLUMNS = {
    "inner steps", "inner rate", "part", "steps", "seed", "accuracy"
  };

  private InnerStepsRecipe() {}

  static void make(Path folder) throws IOException {
    Results results = Results.open(folder.resolve("steps.csv"), COLUMNS);
    for (int steps : new int[] {1, 3, 5}) {
      double[] rates = {0.1, 0.2, 0.4};
      double best = 0;
      for (double rate : rates) {
        measure(steps, rate, LettersRecipe.TUNING_SEED, results);
        best = at(steps, rate, results) > at(steps, best, results) ? rate : best;
      }
      for (int seed : LettersRecipe.SEEDS) {
        measure(steps, best, seed, results);
      }
    }
  }

  private static double at(int steps, double rate, Results results) {
    return rate == 0 ? 0 : results.get(steps, rate, "dev", steps, LettersRecipe.TUNING_SEED);
  }

  private static void measure(int steps, double rate, int seed, Results results)
      throws IOException {
    String part = seed == LettersRecipe.TUNING_SEED ? "dev" : "test";
    int[] at = {0, 1, 2, 3, 5, 10};
    if (results.get(steps, rate, part, 10, seed) != null) {
      return;
    }
    try (Lab lab = Lab.open(seed)) {
      Episodes episodes = LettersRecipe.episodes(Glyphs.load(lab).splits(), 1);
      try (MetaNet net =
          MetaNet.of(
              lab,
              Stages.bodyAndHead(Conv4.body(LettersRecipe.FILTERS), LettersRecipe.WAYS),
              episodes.train())) {
        Maml maml =
            Maml.builder()
                .setModel(net)
                .optInnerRate(rate)
                .optRate(0.01)
                .optBatch(LettersRecipe.BATCH)
                .optSteps(steps)
                .build();
        maml.train(episodes.train(), LettersRecipe.ITERATIONS);
        Tasks tasks = part.equals("dev") ? episodes.dev() : episodes.test();
        MetaTest found = MetaTest.of(maml, tasks, LettersRecipe.TASKS, 10);
        for (int s : at) {
          double accuracy = found.accuracy(s);
          results.put(Double.isNaN(accuracy) ? 0 : accuracy, steps, rate, part, s, seed);
        }
      }
    }
  }
}

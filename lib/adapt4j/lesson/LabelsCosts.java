package adapt4j.lesson;

import adapt4j.data.Examples;
import adapt4j.data.Results;
import adapt4j.lora.Lora;
import adapt4j.meta.Shots;
import adapt4j.nn.Mlp;
import adapt4j.text.FineTuneRecipe;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import ai.djl.ndarray.NDArray;
import java.io.IOException;

/**
 * What a task of {@link LabelsRecipe} costs with a hundred labels a class: megabytes to store, as
 * floats, beside the MiniLM that all tasks share; seconds to adapt, from the time of a few steps;
 * milliseconds for a text.
 */
record LabelsCosts(LabelsRun run) {
  /** Measures what is not measured yet. */
  void measure(Results results) throws IOException {
    if (results.get(LabelsRecipe.MAML, "milliseconds") != null) {
      return;
    }
    Examples some = run.labelled.take(4 * 16);
    NDArray one = run.glosses.test().take(1).inputs();
    try (Classifier full = run.network(LabelsRecipe.FULL, some)) {
      double step =
          seconds(1, () -> Fit.steps(4).optBatch(16).optProgress(false).on(full, some)) / 4;
      double text = seconds(20, () -> full.logits(one).close());
      put(results, LabelsRecipe.FULL, full.parameters(), full.trained(), 150 * step, text);
      put(results, LabelsRecipe.SCRATCH, full.parameters(), full.trained(), 500 * step, text);
      double embed = seconds(1, () -> run.miniLm.features(run.labelled.inputs()).close());
      put(results, LabelsRecipe.PROTOTYPES, 8L * run.miniLm.width(), 0, embed, text);
      put(
          results,
          LabelsRecipe.NEAREST,
          (long) LabelsRecipe.LABELLED * run.miniLm.width(),
          0,
          embed,
          text);
      try (Classifier head = Classifier.of(run.lab, Mlp.of(8), run.vectors.train())) {
        double fit =
            seconds(1, () -> FineTuneRecipe.fit(1_500).optRate(3e-3).on(head, run.vectors.train()));
        put(results, LabelsRecipe.HEAD, head.parameters(), head.trained(), embed + fit, text);
      }
      try (Classifier start = Classifier.of(run.lab, Mlp.of(64, 8), run.vectors.train())) {
        Shots shots = new Shots(run.vectors.train().inputs(), run.vectors.train().labels());
        run.onVectors.maml();
        double adapt = seconds(1, () -> run.onVectors.maml().adapt(shots, 50).close());
        put(results, LabelsRecipe.MAML, start.parameters(), start.trained(), embed + adapt, text);
      }
      put(results, LabelsRecipe.LORA, run.network(LabelsRecipe.LORA, some), 150, some, one);
      // 300 steps, and its teacher's answers for all texts
      double answers = embed * LabelsRecipe.UNLABELLED / LabelsRecipe.LABELLED;
      put(results, LabelsRecipe.STUDENT, run.network(LabelsRecipe.STUDENT, some), 300, some, one);
      results.put(answers, LabelsRecipe.STUDENT, "seconds of the teacher's answers");
    }
  }

  private void put(
      Results results, String method, Classifier made, int steps, Examples some, NDArray one)
      throws IOException {
    try (Classifier net = made) {
      Lora lora = method.equals(LabelsRecipe.LORA) ? LabelsRun.lora(net) : null;
      long numbers = net.trained();
      double step =
          seconds(1, () -> Fit.steps(4).optBatch(16).optProgress(false).on(net, some)) / 4;
      if (lora != null) {
        lora.merge();
      }
      double text = seconds(20, () -> net.logits(one).close());
      put(results, method, numbers, numbers, steps * step, text);
    }
  }

  private static void put(
      Results results, String method, long numbers, long trained, double seconds, double text)
      throws IOException {
    results.put(4e-6 * numbers, method, "megabytes");
    results.put(3 * 4e-6 * trained, method, "training megabytes"); // gradient and two moments
    results.put(seconds, method, "seconds");
    results.put(1e3 * text, method, "milliseconds");
  }

  /** The mean of some times, after one to warm up. */
  private static double seconds(int times, Runnable work) {
    work.run();
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      work.run();
    }
    return (System.nanoTime() - start) / 1e9 / times;
  }
}

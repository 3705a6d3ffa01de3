package adapt4j.lesson;

import adapt4j.data.DataException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which method to try first: seven questions about a task ({@link Situation}), answered from what
 * was measured ({@code data/methods}, and for a hundred labels a class {@code data/finetune},
 * {@code data/lora} and {@code data/distill}).
 *
 * <pre>{@code
 * Guide.recommend(
 *         Situation.builder().setTask(Situation.Task.ANSWER).optChanges(52).optSources(true).build())
 *     .show();
 * }</pre>
 *
 * <p>It leaves out what breaks a condition, takes the one that was right most often, and among
 * those that are about as good the one that is quicker to adapt. It knows nothing but its tables: a
 * small model, one handbook, one classification. So it says what is missing; measure that on your
 * own task before you decide.
 */
public final class Guide {
  private static final int OFTEN = 12; // changes a year: every month
  private static final double ALIKE = 0.03; // a difference that is not worth a training run
  private static final int FEW = 5; // labels of a class
  private static final int MANY = 100;
  private static final int BETWEEN = 23; // from here on a hundred is nearer, as a ratio
  private static final int PAIRS = 410; // questions with answers: about 125 facts, three wordings

  private Guide() {}

  /**
   * Recommends a method.
   *
   * @param situation what is to be done, and under which conditions
   * @return the method to try first, the reasons, and what was not measured
   * @throws DataException if the tables are missing or damaged
   */
  public static Advice recommend(Situation situation) {
    return switch (situation.task()) {
      case ANSWER -> answer(situation);
      case CLASSIFY -> classify(situation);
      case WRITE -> write(situation);
    };
  }

  /**
   * What the guide knows: the committed results, as means over the seeds.
   *
   * @param task to answer or to classify
   * @return a row for each method
   * @throws DataException if the tables are missing or damaged
   * @throws IllegalArgumentException for a task without a table
   */
  public static Table table(Situation.Task task) {
    return switch (task) {
      case ANSWER -> {
        List<Measured> all = Measured.answers();
        yield Table.create("Questions about the handbook (committed, ./lab data make methods)")
            .addColumns(
                names(all),
                numbers("right", all, Measured::right),
                numbers("right after a change", all, Measured::later),
                numbers("right, unseen facts", all, Measured::unseen),
                numbers("s to adapt", all, Measured::seconds),
                numbers("s to update", all, Measured::update),
                numbers("ms an answer", all, Measured::millis),
                numbers("MB to train", all, Measured::training),
                numbers("MB to store", all, Measured::megabytes));
      }
      case CLASSIFY -> {
        List<Measured> many = Measured.labels(MANY);
        Map<String, Measured> few =
            Measured.labels(FEW).stream().collect(Collectors.toMap(Measured::method, m -> m));
        yield Table.create("Eight supersenses (committed, ./lab data make methods)")
            .addColumns(
                names(many),
                numbers("5 labels a class", many, one -> few.get(one.method()).right()),
                numbers("100 labels a class", many, Measured::right),
                numbers("s to adapt", many, Measured::seconds),
                numbers("ms a text", many, Measured::millis),
                numbers("MB to train", many, Measured::training),
                numbers("MB to store", many, Measured::megabytes));
      }
      case WRITE -> throw new IllegalArgumentException("Of writing there is no committed table.");
    };
  }

  private static StringColumn names(List<Measured> all) {
    return StringColumn.create("method", all.stream().map(Measured::method));
  }

  private static DoubleColumn numbers(
      String title, List<Measured> all, ToDoubleFunction<Measured> value) {
    double scale = title.contains("right") || title.contains("labels") ? 1_000 : 100;
    return DoubleColumn.create(
        title,
        all.stream().mapToDouble(m -> Math.rint(scale * value.applyAsDouble(m)) / scale).toArray());
  }

  private static Advice answer(Situation situation) {
    List<String> missing = new ArrayList<>();
    missing.add(
        "a large model: these are figures of one with 2.6 million parameters, which follows no"
            + " instructions; try prompting on a large one first, with the documents in the prompt");
    if (situation.tasks() > 1) {
      missing.add("many users at once: one question was asked after another");
    }
    return choose(situation, Measured.answers(), missing);
  }

  private static Advice classify(Situation situation) {
    int labels = situation.labels() < BETWEEN ? FEW : MANY;
    List<String> missing = new ArrayList<>();
    missing.add(
        "a large model that is only told the classes (prompting), and other texts than short"
            + " definitions in eight classes");
    if (situation.labels() > 0 && situation.labels() < MANY && situation.labels() != FEW) {
      missing.add(situation.labels() + " labels of each class: " + labels + " were measured");
    }
    return choose(situation, Measured.labels(labels), missing);
  }

  private static Advice write(Situation situation) {
    boolean train = situation.labels() > 0 && situation.seconds() > 0;
    String first = train ? "direct preference optimisation" : "best-of-n";
    String reason =
        train
            ? "your examples are pairs of a better and a worse text; if they are good texts alone,"
                + " fine-tune on them"
            : "nothing is trained: write several texts, and let a person choose; the choices are"
                + " what a reward model or DPO can learn from later";
    return new Advice(
        Optional.of(first),
        List.of(reason),
        List.of(),
        List.of(
            "a committed table: lesson 09 compares best-of-n, PPO and DPO for one taste, in every"
                + " run",
            "whether some good examples in the prompt are enough: try that first where good texts"
                + " can be written"));
  }

  private static Advice choose(Situation situation, List<Measured> measured, List<String> missing) {
    List<String> against = new ArrayList<>();
    List<Measured> left = new ArrayList<>();
    for (Measured one : measured) {
      String problem = problem(one, situation);
      if (problem == null) {
        left.add(one);
      } else {
        against.add(one.method() + " " + problem);
      }
    }
    double top = left.stream().mapToDouble(Measured::right).max().orElse(0);
    Optional<Measured> first =
        left.stream()
            .filter(one -> one.right() >= top - ALIKE && one.right() > 0)
            .min(
                Comparator.comparingDouble(Measured::seconds)
                    .thenComparingDouble(Measured::megabytes));
    for (Measured one : left) {
      if (first.isPresent() && one != first.get()) {
        boolean alike = one.right() >= top - ALIKE;
        against.add(
            String.format(
                Locale.ROOT,
                alike
                    ? "%s was about as good (%.0f %%), and takes longer to adapt"
                    : "%s was right in %.0f %%",
                one.method(),
                100 * one.right()));
      }
    }
    return new Advice(
        first.map(Measured::method),
        first.map(one -> reasons(one, situation)).orElse(List.of()),
        against,
        missing);
  }

  /** Why a method is out of the question; null if it is not. */
  private static String problem(Measured one, Situation situation) {
    if (one.trains() && situation.labels() == 0) {
      return "needs examples with the right answer";
    }
    if (one.trains()
        && situation.task() == Situation.Task.ANSWER
        && situation.labels() < PAIRS / 2) {
      return "was trained on "
          + PAIRS
          + " questions; whether "
          + situation.labels()
          + " are enough was not measured";
    }
    if (situation.sources() && !one.cites()) {
      return "cannot show where an answer comes from";
    }
    if (situation.changes() >= OFTEN && !(one.later() >= one.right() / 2)) {
      return situation.task() == Situation.Task.CLASSIFY
          ? "has to be trained again with every change"
          : String.format(
              Locale.ROOT,
              "had %.0f %% of what had changed right, until it was trained again (%.0f s)",
              100 * one.later(),
              one.update());
    }
    if (!(one.millis() <= situation.millis())) {
      return String.format(Locale.ROOT, "took %.0f ms for an answer", one.millis());
    }
    if (!(one.seconds() <= situation.seconds())) {
      return String.format(Locale.ROOT, "took %.0f s to adapt", one.seconds());
    }
    if (!(one.megabytes() * situation.tasks() <= situation.megabytes())) {
      return String.format(
          Locale.ROOT, "takes %.1f MB for each of %d tasks", one.megabytes(), situation.tasks());
    }
    return null;
  }

  private static List<String> reasons(Measured one, Situation situation) {
    List<String> reasons = new ArrayList<>();
    reasons.add(
        String.format(
            Locale.ROOT,
            situation.task() == Situation.Task.CLASSIFY || !one.trains()
                ? "it was right in %.0f %%"
                : "it was right in %.0f %% of the questions in words that it was not trained on",
            100 * one.right()));
    if (!Double.isNaN(one.unseen()) && one.trains()) {
      reasons.add(
          String.format(
              Locale.ROOT, "for facts that were in no training, in %.0f %%", 100 * one.unseen()));
    }
    if (situation.changes() > 0 && one.update() >= 0) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "of what had changed, %.0f %% was right at once; an update takes %.1f s",
              100 * one.later(),
              one.update()));
    }
    if (situation.sources()) {
      reasons.add("it shows where its answer comes from");
    }
    if (!Double.isNaN(one.seconds()) && !Double.isNaN(one.millis())) {
      reasons.add(
          String.format(
              Locale.ROOT, "%.0f s to adapt, %.0f ms for an answer", one.seconds(), one.millis()));
    }
    if (!Double.isNaN(one.megabytes())) {
      reasons.add(String.format(Locale.ROOT, "%.2f MB to store for each task", one.megabytes()));
    }
    return reasons;
  }
}

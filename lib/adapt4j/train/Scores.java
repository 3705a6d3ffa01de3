package adapt4j.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How good predictions of classes are: accuracy, and for each class precision, recall and F1.
 *
 * <pre>{@code
 * Scores scores = Scores.of(truth, predicted, List.of("ham", "spam"));
 * scores.recall("spam");            // how much of the spam was found
 * scores.precision("spam");         // how much of what was called spam is spam
 * Tables.show(scores.table());
 * }</pre>
 *
 * <p>Of the examples that were called a class, precision is the share that belongs to it; of those
 * that belong to it, recall is the share that was called it. F1 is their harmonic mean (<a
 * href="https://nlp.stanford.edu/IR-book/html/htmledition/evaluation-of-unranked-retrieval-sets-1.html">Manning,
 * Raghavan and Schütze 2008</a>, section 8.3). The macro mean takes every class as equally
 * important; the micro mean takes every example so, and equals the accuracy here, where each
 * example has one class and gets one.
 *
 * <p>What cannot be computed counts as 0, as in scikit-learn: the precision of a class that was
 * never predicted, the recall of a class that has no example, and then F1. Such a class also counts
 * in the macro mean: leave a class that you do not mean out of the names.
 */
public final class Scores {
  private final List<String> classes;
  private final long[][] counts; // [true class][predicted class]
  private final long size;

  private Scores(List<String> classes, long[][] counts, long size) {
    this.classes = classes;
    this.counts = counts;
    this.size = size;
  }

  /**
   * Compares predictions with the truth.
   *
   * @param truth the index of each example's class, from 0
   * @param predicted the index of the class that was predicted for it
   * @param classes the names of the classes
   * @return the scores
   * @throws IllegalArgumentException if there is no example, the lengths differ, or an index names
   *     no class
   */
  public static Scores of(int[] truth, int[] predicted, List<String> classes) {
    if (truth.length == 0) {
      throw new IllegalArgumentException("There are no examples to score.");
    }
    if (truth.length != predicted.length) {
      throw new IllegalArgumentException(
          truth.length
              + " examples need as many predictions, but there are "
              + predicted.length
              + ".");
    }
    long[][] counts = new long[classes.size()][classes.size()];
    for (int i = 0; i < truth.length; i++) {
      counts[check(truth[i], classes)][check(predicted[i], classes)]++;
    }
    return new Scores(List.copyOf(classes), counts, truth.length);
  }

  private static int check(int index, List<String> classes) {
    if (index < 0 || index >= classes.size()) {
      throw new IllegalArgumentException(
          index + " names no class: there are " + classes.size() + ", from 0.");
    }
    return index;
  }

  /**
   * The share of examples that were sorted right.
   *
   * @return from 0 to 1
   */
  public double accuracy() {
    return ratio(right(), size);
  }

  /**
   * Of the examples that were called this class, the share that belongs to it.
   *
   * @param name of the class
   * @return from 0 to 1; 0 if no example was called so
   * @throws IllegalArgumentException if there is no such class
   */
  public double precision(String name) {
    return precision(index(name));
  }

  /**
   * Of the examples of this class, the share that was called it.
   *
   * @param name of the class
   * @return from 0 to 1; 0 if the class has no example
   * @throws IllegalArgumentException if there is no such class
   */
  public double recall(String name) {
    return recall(index(name));
  }

  /**
   * The harmonic mean of precision and recall.
   *
   * @param name of the class
   * @return from 0 to 1; 0 if no example of the class was found
   * @throws IllegalArgumentException if there is no such class
   */
  public double f1(String name) {
    return f1(index(name));
  }

  /**
   * The mean precision of the classes, each with the same weight.
   *
   * @return from 0 to 1
   */
  public double macroPrecision() {
    return mean(this::precision);
  }

  /**
   * The mean recall of the classes, each with the same weight; also called balanced accuracy.
   *
   * @return from 0 to 1
   */
  public double macroRecall() {
    return mean(this::recall);
  }

  /**
   * The mean F1 of the classes, each with the same weight.
   *
   * @return from 0 to 1
   */
  public double macroF1() {
    return mean(this::f1);
  }

  /**
   * F1 from the counts of all classes together. Precision and recall from these counts are the same
   * number: what is wrongly called one class is missed by another.
   *
   * @return from 0 to 1
   */
  public double microF1() {
    long called = IntStream.range(0, counts.length).mapToLong(this::called).sum();
    long there = IntStream.range(0, counts.length).mapToLong(this::there).sum();
    return ratio(2 * right(), called + there);
  }

  /**
   * How many examples of each class got which prediction.
   *
   * @return one row a true class, one column a predicted class
   */
  public Confusion confusion() {
    double[][] values =
        Arrays.stream(counts)
            .map(row -> Arrays.stream(row).asDoubleStream().toArray())
            .toArray(double[][]::new);
    return new Confusion(classes, values);
  }

  /**
   * All of it as a table: one row a class, then the macro and the micro mean.
   *
   * @return the columns class, precision, recall, F1 (from 0 to 1) and examples
   */
  public Table table() {
    List<String> names = new ArrayList<>(classes);
    names.addAll(List.of("macro mean", "micro mean"));
    int[] examples =
        IntStream.range(0, names.size())
            .mapToLong(c -> c < counts.length ? there(c) : size)
            .mapToInt(Math::toIntExact)
            .toArray();
    return Table.create("Scores")
        .addColumns(
            StringColumn.create("class", names),
            column("precision", this::precision, macroPrecision()),
            column("recall", this::recall, macroRecall()),
            column("F1", this::f1, macroF1()),
            IntColumn.create("examples", examples));
  }

  private DoubleColumn column(String name, IntToDoubleFunction score, double macro) {
    DoubleColumn column = DoubleColumn.create(name);
    IntStream.range(0, counts.length).mapToDouble(score).forEach(column::append);
    return column.append(macro).append(microF1());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "accuracy %.1f %%, macro F1 %.3f, %,d examples in %d classes",
        100 * accuracy(),
        macroF1(),
        size,
        classes.size());
  }

  private double precision(int c) {
    return ratio(counts[c][c], called(c));
  }

  private double recall(int c) {
    return ratio(counts[c][c], there(c));
  }

  private double f1(int c) {
    return ratio(2 * counts[c][c], called(c) + there(c));
  }

  private double mean(IntToDoubleFunction score) {
    return IntStream.range(0, counts.length).mapToDouble(score).average().orElseThrow();
  }

  private long right() {
    return IntStream.range(0, counts.length).mapToLong(c -> counts[c][c]).sum();
  }

  private long called(int c) {
    return Arrays.stream(counts).mapToLong(row -> row[c]).sum();
  }

  private long there(int c) {
    return Arrays.stream(counts[c]).sum();
  }

  private int index(String name) {
    int index = classes.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "There is no class \"" + name + "\". There are " + classes + ".");
    }
    return index;
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}

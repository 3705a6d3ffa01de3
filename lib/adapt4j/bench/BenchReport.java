package adapt4j.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a benchmark measured.
 *
 * @param name of the benchmark
 * @param lines one for each measured number
 * @param shown texts that belong to it, such as every wrong answer
 */
public record BenchReport(String name, List<Line> lines, List<String> shown) {
  /** Copies the lists. */
  public BenchReport {
    lines = List.copyOf(lines);
    shown = List.copyOf(shown);
  }

  /**
   * A measured number.
   *
   * @param what was measured
   * @param value measured
   * @param wanted what it should be, such as {@code >= 0.93}; empty if it is only reported
   * @param reached whether it is; true if nothing was wanted
   */
  public record Line(String what, double value, String wanted, boolean reached) {}

  /** Collects lines. */
  public static final class Builder {
    private final String name;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();

    /**
     * Starts a report.
     *
     * @param name of the benchmark
     */
    public Builder(String name) {
      this.name = name;
    }

    /**
     * Adds a number that should be high.
     *
     * @param what was measured
     * @param value measured
     * @param wanted the least that is good enough
     */
    public void atLeast(String what, double value, double wanted) {
      lines.add(new Line(what, value, ">= " + plain(wanted), value >= wanted));
    }

    /**
     * Adds a number that should be low.
     *
     * @param what was measured
     * @param value measured
     * @param wanted the most that is good enough
     */
    public void atMost(String what, double value, double wanted) {
      lines.add(new Line(what, value, "<= " + plain(wanted), value <= wanted));
    }

    /** A number that something else must be true for, too. */
    void line(String what, double value, String wanted, boolean reached) {
      lines.add(new Line(what, value, wanted, reached));
    }

    /**
     * Adds a number of which nothing is wanted.
     *
     * @param what was measured
     * @param value measured
     */
    public void only(String what, double value) {
      lines.add(new Line(what, value, "", true));
    }

    /**
     * Adds a text that belongs to it.
     *
     * @param text one line
     */
    public void show(String text) {
      shown.add(text);
    }

    /**
     * Ends the report.
     *
     * @return what was added so far
     */
    public BenchReport build() {
      return new BenchReport(name, lines, shown);
    }
  }

  /**
   * The middle one of several measurements, so that a slow one by chance does not count.
   *
   * @param values at least one; of an even number, the upper one of the middle two
   * @return the median
   */
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String plain(double number) {
    return String.format(Locale.ROOT, number == Math.rint(number) ? "%.0f" : "%s", number);
  }

  /**
   * Whether everything that was wanted was reached.
   *
   * @return false if one line was missed
   */
  public boolean reached() {
    return lines.stream().allMatch(Line::reached);
  }
}

package adapt4j.show;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;

/**
 * How numbers are written everywhere: short, to four significant digits, the same in any locale.
 */
final class Numbers {
  static final int SIGNIFICANT = 4;
  private static final int MOST_DECIMALS = 7;

  private Numbers() {}

  /**
   * Writes one number: whole numbers without decimals (12,345), others to four significant digits
   * (0.9873), very small ones with an exponent (1.2e-7), and what is not a number as a dash.
   */
  static String format(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "–" : value > 0 ? "∞" : "-∞";
    }
    if (isTiny(value)) {
      return exponent(value);
    }
    return fixed(value, decimals(value, SIGNIFICANT));
  }

  /** Writes a fraction as percent: 0.9873 becomes 98.7 %. */
  static String percent(double fraction) {
    if (!Double.isFinite(fraction)) {
      return format(fraction);
    }
    double percent = new BigDecimal(fraction * 100).round(new MathContext(3)).doubleValue();
    return fixed(percent, decimals(percent, SIGNIFICANT)) + " %";
  }

  /**
   * Writes a column of numbers with the same decimals where their sizes are alike.
   *
   * @param digits how many significant digits each number has at most
   */
  static String[] column(double[] values, int digits) {
    double[] sizes =
        Arrays.stream(values).filter(Double::isFinite).map(Math::abs).filter(v -> v > 0).toArray();
    double largest = Arrays.stream(sizes).max().orElse(0);
    double smallest = Arrays.stream(sizes).min().orElse(0);
    boolean whole = Arrays.stream(sizes).allMatch(v -> v == Math.rint(v) && v < 1e15);
    boolean alike = whole || (smallest * 10_000 >= largest && !isTiny(smallest) && largest < 1e15);
    boolean grouped = largest >= 10_000;
    int decimals = Arrays.stream(sizes).mapToInt(v -> decimals(v, digits)).max().orElse(0);
    return Arrays.stream(values)
        .mapToObj(v -> alike && Double.isFinite(v) ? fixed(v, decimals, grouped) : format(v))
        .toArray(String[]::new);
  }

  /** Writes a duration in seconds: 0.41 s, 12.3 s, 2 min 5 s, 1 h 3 min. */
  static String duration(double seconds) {
    if (seconds < 99.95) {
      return String.format(Locale.ROOT, seconds < 0.995 ? "%.2f s" : "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? whole / 60 + " min " + whole % 60 + " s"
        : whole / 3600 + " h " + whole % 3600 / 60 + " min";
  }

  private static boolean isTiny(double value) {
    return value != 0 && Math.abs(value) < 1e-4;
  }

  private static String exponent(double value) {
    return String.format(Locale.ROOT, "%.1e", value).replaceAll("(\\.0)?e([+-])0*(\\d)", "e$2$3");
  }

  /** The decimals that so many significant digits need, without trailing zeros. */
  private static int decimals(double value, int digits) {
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
    return Math.max(0, Math.min(MOST_DECIMALS, rounded.scale()));
  }

  private static String fixed(double value, int decimals) {
    if (Math.abs(value) >= 1e15) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    // A year or a count of four digits reads better without a comma.
    return fixed(value, decimals, Math.abs(value) >= 10_000);
  }

  private static String fixed(double value, int decimals, boolean grouped) {
    String pattern = grouped ? "%,." : "%.";
    String text = String.format(Locale.ROOT, pattern + decimals + "f", value);
    return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
  }
}

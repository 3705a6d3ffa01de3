package adapt4j.lesson;

import java.util.Arrays;

/** The numbers of an answer beside those that are right. What is no number is near nothing. */
final class Near {
  private Near() {}

  static boolean of(double a, double b, double within) {
    return Math.abs(a - b) < within;
  }

  static boolean of(double[] a, double[] b, double within) {
    if (a == null || a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      if (!of(a[i], b[i], within)) {
        return false;
      }
    }
    return true;
  }

  static boolean of(double[][] a, double[][] b, double within) {
    if (a == null || a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      if (!of(a[i], b[i], within)) {
        return false;
      }
    }
    return true;
  }

  /** For a message. */
  static String rounded(double[] values, int places) {
    double scale = Math.pow(10, places);
    return values == null
        ? "null"
        : Arrays.toString(Arrays.stream(values).map(v -> Math.rint(v * scale) / scale).toArray());
  }
}

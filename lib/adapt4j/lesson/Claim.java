package adapt4j.lesson;

import adapt4j.show.Display;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A result that a lesson states: a sentence, a value and a bound. It is shown with a tick when it
 * holds, and stops the run when it does not.
 *
 * <pre>{@code
 * claim("The network reads most digits that it has never seen", result.accuracy()).percent().atLeast(0.95);
 * }</pre>
 *
 * <p>The output also carries the claim as data ({@value #MIME}), which {@code ./lab run} collects.
 */
public final class Claim {
  /** The MIME type of a claim: an object with text, value, bound and holds. */
  public static final String MIME = "application/vnd.adapt4j.claim+json";

  private static final int DIGITS = 4;
  private static final int MOST_DIGITS = 12;

  private final String text;
  private final double value;
  private boolean percent;

  private Claim(String text, double value) {
    this.text = text;
    this.value = value;
  }

  /**
   * Starts a claim.
   *
   * @param text a sentence without full stop
   * @param value what was measured
   * @return the claim, to be ended by one of the bounds
   */
  public static Claim claim(String text, double value) {
    return new Claim(text, value);
  }

  /**
   * Shows value and bound in per cent.
   *
   * @return this claim
   */
  public Claim percent() {
    percent = true;
    return this;
  }

  /**
   * The value is the bound or more.
   *
   * @param bound the least value
   * @throws ClaimFailed if it is not
   */
  public void atLeast(double bound) {
    settle("at least ", bound, value >= bound);
  }

  /**
   * The value is the bound or less.
   *
   * @param bound the greatest value
   * @throws ClaimFailed if it is not
   */
  public void atMost(double bound) {
    settle("at most ", bound, value <= bound);
  }

  private void settle(String relation, double bound, boolean holds) {
    int digits = DIGITS;
    while (!holds && number(value, digits).equals(number(bound, digits)) && digits < MOST_DIGITS) {
      digits++; // or a claim that fails by little would seem to hold
    }
    String found = number(value, digits);
    String bounds = relation + number(bound, digits);
    String sentence = text + ": " + found + " (" + bounds + ")";
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("text", text);
    data.put("value", Double.isFinite(value) ? value : null);
    data.put("bound", bounds);
    data.put("holds", holds);
    Badge badge = holds ? Badge.GOOD : Badge.BAD;
    Display.bundle(
        Map.of(
            "text/html",
            badge.html(text + ":", found, "(" + bounds + ")"),
            "text/plain",
            badge.sign() + " " + sentence,
            MIME,
            data));
    if (!holds) {
      throw new ClaimFailed(sentence);
    }
  }

  /**
   * So many digits that matter, without zeros at the end; in per cent one fewer, after the point.
   */
  private String number(double x, int digits) {
    if (!Double.isFinite(x)) {
      return Double.toString(x);
    }
    if (percent) {
      return String.format(Locale.ROOT, "%." + (digits - 3) + "f %%", 100 * x);
    }
    return x == Math.rint(x) && Math.abs(x) < 1e9
        ? String.format(Locale.ROOT, "%,d", (long) x)
        : new BigDecimal(x).round(new MathContext(digits)).stripTrailingZeros().toPlainString();
  }
}

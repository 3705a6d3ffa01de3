package adapt4j.show;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void numbersAreShort() {
    assertEquals("0", Numbers.format(0));
    assertEquals("0", Numbers.format(-0.0));
    assertEquals("7", Numbers.format(7));
    assertEquals("2026", Numbers.format(2026));
    assertEquals("22,639,104", Numbers.format(22_639_104));
    assertEquals("0.3", Numbers.format(0.1 + 0.2));
    assertEquals("0.9873", Numbers.format(0.98734));
    assertEquals("-12.35", Numbers.format(-12.3456));
    assertEquals("0.0003697", Numbers.format(0.00036971));
    assertEquals("1.2e-7", Numbers.format(1.23e-7));
    assertEquals("1e-5", Numbers.format(1e-5));
    assertEquals("–", Numbers.format(Double.NaN));
    assertEquals("-∞", Numbers.format(Double.NEGATIVE_INFINITY));
  }

  @Test
  void fractionsBecomePercent() {
    assertEquals("98.7 %", Numbers.percent(0.98734));
    assertEquals("50 %", Numbers.percent(0.5));
    assertEquals("0.33 %", Numbers.percent(0.0033));
    assertEquals("100 %", Numbers.percent(1));
    assertEquals("–", Numbers.percent(Double.NaN));
  }

  @Test
  void aColumnSharesItsDecimals() {
    assertArrayEquals(
        new String[] {"0.4300", "0.8512", "–"},
        Numbers.column(new double[] {0.43, 0.8512, Double.NaN}, 4));
    assertArrayEquals(
        new String[] {"1,281", "73,728", "0"}, Numbers.column(new double[] {1281, 73728, 0}, 4));
    assertArrayEquals(new String[] {"0.001", "1e-5"}, Numbers.column(new double[] {1e-3, 1e-5}, 4));
  }

  @Test
  void durationsAreReadable() {
    assertEquals("0.41 s", Numbers.duration(0.41));
    assertEquals("12.3 s", Numbers.duration(12.34));
    assertEquals("2 min 5 s", Numbers.duration(125.2));
    assertEquals("1 h 3 min", Numbers.duration(3_800));
  }

  @Test
  void numbersAreTheSameInEveryCountry() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertEquals("0.5", Numbers.format(0.5));
      assertEquals("12,345", Numbers.format(12_345));
    } finally {
      Locale.setDefault(before);
    }
  }
}

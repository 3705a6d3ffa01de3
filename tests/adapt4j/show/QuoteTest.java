package adapt4j.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class QuoteTest {
  @Test
  void partsAreMarkedAndTheRestIsAsItWas() {
    Quote quote = Quote.of("Title", "one <two> three").mark(4, 9);
    assertEquals("Title\none »<two>« three", quote.text());
    assertTrue(quote.html().contains(">&lt;two&gt;</mark> three</div>"), quote.html());
    assertFalse(quote.html().contains("<two>"), quote.html());
    assertTrue(Output.of(quote::show).contains("»<two>«"));
  }

  @Test
  void partsThatOverlapBecomeOne() {
    assertEquals("»abcd«ef", Quote.of("", "abcdef").mark(2, 4).mark(0, 3).text());
    assertEquals("a»b«c»d«ef", Quote.of("", "abcdef").mark(3, 4).mark(1, 2).text());
    assertEquals("»abcdef«", Quote.of("", "abcdef").mark(0, 6).mark(1, 2).text());
  }

  @Test
  void marksLieInsideTheText() {
    Quote quote = Quote.of("", "abc");
    assertThrows(IllegalArgumentException.class, () -> quote.mark(-1, 2));
    assertThrows(IllegalArgumentException.class, () -> quote.mark(2, 1));
    assertThrows(IllegalArgumentException.class, () -> quote.mark(0, 4));
    assertThrows(IllegalArgumentException.class, () -> Quote.of("", null));
    assertEquals("abc", quote.text());
  }
}

package adapt4j.rag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.data.document.Document;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunkerTest {
  private static final String TEXT =
      "One came. Dr. Two stayed!  \"Was it three?\" Four, e.g. Five, left.\n\nSix and seven";

  @Test
  void sentencesEndWhereTheyEnd() {
    List<String> found = Sentences.of(TEXT).stream().map(span -> span.of(TEXT)).toList();
    assertEquals(
        List.of(
            "One came.",
            "Dr. Two stayed!",
            "\"Was it three?\"",
            "Four, e.g. Five, left.",
            "Six and seven"),
        found);
    assertEquals(List.of(), Sentences.of(" \n "));
    assertEquals(List.of(new Span(0, 17)), Sentences.of("at 7.30 and 9 a.m"));
  }

  @Test
  void aTextWithoutEndIsCutAtWhiteSpace() {
    String text = "word ".repeat(1_000).strip();
    List<Span> spans = Sentences.of(text);
    assertTrue(spans.size() >= 5 && spans.size() <= 10, "" + spans.size());
    spans.forEach(span -> assertTrue(span.of(text).matches("(word ?)+"), span.of(text)));
    assertEquals(1_000, spans.stream().mapToInt(s -> s.of(text).split(" ").length).sum());
    String faces = "\uD83D\uDE00".repeat(1_200); // two chars each, and no space
    for (Span span : Sentences.of(faces)) {
      assertEquals(0, span.start() % 2);
      assertEquals(0, span.end() % 2);
    }
  }

  @Test
  void chunksKnowWhereTheyComeFrom() {
    List<Chunker> chunkers =
        List.of(
            Chunker.whole(),
            Chunker.sentences(1),
            Chunker.sentences(3).optOverlap(2),
            Chunker.words(4),
            Chunker.words(5).optOverlap(3));
    for (Chunker chunker : chunkers) {
      BitSet covered = new BitSet();
      List<Chunk> chunks = chunker.cut(Bag.document("x", TEXT));
      for (int i = 0; i < chunks.size(); i++) {
        Chunk chunk = chunks.get(i);
        assertEquals(chunk.text(), chunk.span().of(TEXT));
        assertEquals("x#" + i, chunk.id());
        assertEquals("x", chunk.document());
        covered.set(chunk.span().start(), chunk.span().end());
      }
      IntStream.range(0, TEXT.length())
          .filter(i -> !Character.isWhitespace(TEXT.charAt(i)))
          .forEach(i -> assertTrue(covered.get(i), chunker + " lost character " + i));
    }
  }

  @Test
  void anOverlapEndsWithTheText() {
    List<String> chunks =
        Chunker.words(3).optOverlap(1).cut(Bag.document("x", "a b c d e")).stream()
            .map(Chunk::text)
            .toList();
    assertEquals(List.of("a b c", "c d e"), chunks);
  }

  @Test
  void splitIsWhatLangChainWants() {
    Document document = Bag.document("x", "One. Two.");
    document.metadata().put("title", "Numbers").put("year", 1974);
    var segments = Chunker.sentences(1).split(document);
    assertEquals("Two.", segments.get(1).text());
    assertEquals(1974, segments.get(1).metadata().getInteger("year"));
    assertEquals("Numbers. Two.", new Chunk(segments.get(1)).searched());
    assertEquals(null, document.metadata().getString("chunk"), "the document is as it was");
  }

  @Test
  void sizesAndIdsAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> Chunker.sentences(0));
    assertThrows(IllegalArgumentException.class, () -> Chunker.words(3).optOverlap(3));
    assertThrows(IllegalArgumentException.class, () -> Chunker.words(3).optOverlap(-1));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> Chunker.whole().cut(Document.from("text")));
    assertTrue(e.getMessage().contains("has no id"), e.getMessage());
  }

  /** Would take hours if each space were looked at from each other. */
  @Test
  void aDesertOfWhiteSpaceIsCrossed() {
    for (String space : List.of(" ", "\n", "\n ", ". ", "!\"")) {
      String text = "One." + space.repeat(2_000_000) + "Two.";
      assertTrue(Sentences.of(text).size() >= 1);
    }
  }

  @Test
  void aDocumentOfTenMegabytesIsCut() {
    String text = "This is a sentence of some words. ".repeat(300_000);
    assertEquals(300_000, Chunker.sentences(1).cut(Bag.document("x", text)).size());
  }
}

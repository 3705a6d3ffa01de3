package adapt4j.rag;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which sentence of a chunk an answer was taken from. */
final class Support {
  private Support() {}

  /**
   * The sentence in which the answer stands word for word. If there are several, the one that
   * shares most words with the question; if there is none, the one that shares most words with the
   * answer.
   */
  static Citation cite(Chunk chunk, String answer, String question) {
    List<Span> sentences = Sentences.of(chunk.text());
    String wanted = answer.strip().toLowerCase(Locale.ROOT).replaceFirst("[.!?]+$", "");
    List<Span> literal =
        sentences.stream()
            .filter(span -> span.of(chunk.text()).toLowerCase(Locale.ROOT).contains(wanted))
            .toList();
    boolean found = !wanted.isEmpty() && !literal.isEmpty();
    Set<String> words = new HashSet<>(English.words(found ? question : answer));
    Span best = null;
    long most = -1;
    for (Span span : found ? literal : sentences) {
      Set<String> there = new HashSet<>(English.words(span.of(chunk.text())));
      long common = words.stream().filter(there::contains).count();
      if (common > most) {
        most = common;
        best = span;
      }
    }
    Span sentence = best == null ? new Span(0, chunk.text().length()) : best;
    return new Citation(chunk, sentence.plus(chunk.span().start()));
  }
}

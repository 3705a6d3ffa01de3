package adapt4j.rag;

import java.util.List;
import java.util.function.ToIntFunction;

/** The part of a chunk that fits into a model's context: sentences around the best one. */
final class Excerpt {
  private Excerpt() {}

  /**
   * A part of the text.
   *
   * @param text of the chunk
   * @param best a sentence that must be in it, in characters of the text
   * @param room how many tokens there are for it
   * @param tokens counts the tokens of a text
   * @return as many sentences around the best as fit; the beginning of it, word by word, if even
   *     that is too long; empty if not a word fits
   */
  static String around(String text, Span best, int room, ToIntFunction<String> tokens) {
    if (tokens.applyAsInt(text) <= room) {
      return text;
    }
    List<Span> sentences = Sentences.of(text);
    int from = 0;
    while (from < sentences.size() - 1 && sentences.get(from).end() <= best.start()) {
      from++;
    }
    int to = from + 1;
    if (tokens.applyAsInt(part(text, sentences, from, to)) > room) {
      return words(part(text, sentences, from, to), room, tokens);
    }
    boolean grown = true;
    while (grown) { // one behind, then one before: what follows explains more often
      grown = false;
      if (to < sentences.size() && tokens.applyAsInt(part(text, sentences, from, to + 1)) <= room) {
        to++;
        grown = true;
      }
      if (from > 0 && tokens.applyAsInt(part(text, sentences, from - 1, to)) <= room) {
        from--;
        grown = true;
      }
    }
    return part(text, sentences, from, to);
  }

  private static String part(String text, List<Span> sentences, int from, int to) {
    return text.substring(sentences.get(from).start(), sentences.get(to - 1).end());
  }

  private static String words(String sentence, int room, ToIntFunction<String> tokens) {
    List<Span> words = Sentences.words(sentence);
    int most = words.size();
    while (most > 0 && tokens.applyAsInt(sentence.substring(0, words.get(most - 1).end())) > room) {
      most--;
    }
    return most == 0 ? "" : sentence.substring(0, words.get(most - 1).end());
  }
}

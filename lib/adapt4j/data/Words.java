package adapt4j.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text as its words and what stands between them, so that words change and all else stays. */
final class Words {
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:['’.-][\\p{L}\\p{M}\\p{N}]+)*");

  private final List<String> words = new ArrayList<>();
  private final List<String> gaps = new ArrayList<>(); // one before each word, one at the end

  private Words() {}

  static Words of(String text) {
    Words found = new Words();
    Matcher word = WORD.matcher(text);
    int end = 0;
    while (word.find()) {
      found.gaps.add(text.substring(end, word.start()));
      found.words.add(word.group());
      end = word.end();
    }
    found.gaps.add(text.substring(end));
    return found;
  }

  int size() {
    return words.size();
  }

  String get(int i) {
    return words.get(i);
  }

  void set(int i, String word) {
    words.set(i, word);
  }

  void swap(int i, int j) {
    Collections.swap(words, i, j);
  }

  /** Puts a word before word i, or behind the last one. */
  void insert(int i, String word) {
    boolean last = i == words.size();
    words.add(i, word);
    gaps.add(last ? i : i + 1, " ");
  }

  /** Takes a word out with the space before it; punctuation stays. */
  void remove(int i) {
    words.remove(i);
    String after = gaps.remove(i + 1);
    String both = gaps.get(i).stripTrailing() + after;
    gaps.set(i, i == 0 ? both.stripLeading() : both);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words.size(); i++) {
      text.append(gaps.get(i)).append(words.get(i));
    }
    return text.append(gaps.get(words.size())).toString();
  }
}

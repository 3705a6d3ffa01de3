package adapt4j.rag;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/**
 * How English words are counted: in lower case, without their endings (<a
 * href="https://doi.org/10.1108/eb046814">Porter 1980</a>), and without those that say nothing
 * about the subject. Words that questions are made of are left out too: rare in documents, they
 * would count for much.
 */
final class English {
  private static final String STOP =
      "a an and are as at be but by for if in into is it no not of on or such that the their then"
          + " there these they this to was will with what which who whom whose when where why how"
          + " do does did done has have had can could may might must should would shall i me my we"
          + " us our you your he him his she her its them am been were than so much many";

  /** Thread-safe, and open as long as the program runs. */
  static final Analyzer ANALYZER =
      new EnglishAnalyzer(new CharArraySet(Arrays.asList(STOP.split(" ")), true));

  private English() {}

  /** The words that count, in order. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    try (TokenStream tokens = ANALYZER.tokenStream("body", text)) {
      CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        words.add(word.toString());
      }
      tokens.end();
      return words;
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory cannot fail to be read.", e);
    }
  }
}

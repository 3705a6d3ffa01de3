package adapt4j.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Two hundred texts of 2 to more than 128 tokens with all that a tokenizer may meet. */
public final class ParityTexts {
  private static final int TEXTS = 200;
  private static final int LONGEST = 80; // words
  private static final String[] WORDS =
      """
      the a of and cat sat on bank river economics quadrillionth antidisestablishmentarianism Naïve
      café Zürich ÅNGSTRÖM 東京 привет 12.5% $3,000 1809-1882 ! ? ; : , . (law) "quoted" don't it's
      well-being C++ x=y_2 e-mail [PAD] [CLS] [MASK] 😀 👩‍👩‍👧 ﬁne ½ \u200b \u0301 \t HELLO world any
      person who makes or becomes moved without being asked
      """
          .split("[ \n]+");

  private ParityTexts() {}

  /** The same at each call; the first one is empty. */
  public static List<String> all() {
    Random random = new Random(1);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      int words = i * LONGEST / (TEXTS - 1);
      StringBuilder text = new StringBuilder();
      for (int w = 0; w < words; w++) {
        text.append(w == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
      }
      texts.add(text.toString());
    }
    return texts;
  }
}

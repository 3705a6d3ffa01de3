package adapt4j.lm;

/**
 * A printable letter for each of the 256 bytes, so that a piece of a text can stand in a file: the
 * table of GPT-2 (<a
 * href="https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf">Radford
 * et al. 2019</a>, section 2.2), which Hugging Face's tokenizers know too. A byte that is a
 * printable letter of Latin-1 stands for itself; the others get the letters from U+0100 on. A space
 * is Ġ.
 */
final class ByteLetters {
  private static final char[] LETTERS = new char[256];
  private static final int[] BYTES = new int[512];

  static {
    java.util.Arrays.fill(BYTES, -1);
    char next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = b > ' ' && b < 127 || b > 160 && b != 173;
      LETTERS[b] = printable ? (char) b : next++;
      BYTES[LETTERS[b]] = b;
    }
  }

  private ByteLetters() {}

  static String letters(byte[] bytes) {
    char[] letters = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      letters[i] = LETTERS[bytes[i] & 0xff];
    }
    return new String(letters);
  }

  /**
   * @throws IllegalArgumentException if a letter stands for no byte
   */
  static byte[] bytes(String letters) {
    byte[] bytes = new byte[letters.length()];
    for (int i = 0; i < bytes.length; i++) {
      char letter = letters.charAt(i);
      int value = letter < BYTES.length ? BYTES[letter] : -1;
      if (value < 0) {
        throw new IllegalArgumentException("the letter " + letter + " stands for no byte");
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }
}

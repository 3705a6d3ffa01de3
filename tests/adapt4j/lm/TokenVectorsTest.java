package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.text.SentenceEncoder;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class TokenVectorsTest extends EachLab {
  private static final String WORDS = "a boat, a ship, a green door, a blue door, a dog, a puppy. ";
  private static final Bpe BPE = Bpe.train(Collections.nCopies(9, " " + WORDS), 330);
  private static final int WIDTH = 16;

  @Test
  void wordsOfLikeMeaningBeginAsNeighbours() {
    try (Lm lm = Lm.create(lab, new LmSize(BPE.size(), WIDTH, 1, 2, 32, 32), BPE)) {
      float[] before = Tiny.weights(lm).get("token.weight");
      TokenVectors.into(lm, SentenceEncoder.miniLm(lab), 0.1);
      float[] after = Tiny.weights(lm).get("token.weight");

      assertTrue(cosine(after, " boat", " ship") > cosine(after, " boat", " green"));
      assertTrue(cosine(after, " dog", " puppy") > cosine(after, " dog", " blue"));
      assertTrue(cosine(after, " green", " blue") > cosine(after, " green", " puppy"));
      int special = Special.values().length * WIDTH;
      assertArrayEquals(Arrays.copyOf(before, special), Arrays.copyOf(after, special));
      double sum = 0;
      for (int i = special; i < after.length; i++) {
        sum += after[i] * after[i];
      }
      assertEquals(0.1, Math.sqrt(sum / (after.length - special)), 1e-4);
    }
  }

  private static double cosine(float[] table, String one, String other) {
    float[] a = row(table, one);
    float[] b = row(table, other);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static float[] row(float[] table, String word) {
    int[] ids = BPE.encode(word);
    assertEquals(1, ids.length, word);
    return Arrays.copyOfRange(table, ids[0] * WIDTH, (ids[0] + 1) * WIDTH);
  }
}

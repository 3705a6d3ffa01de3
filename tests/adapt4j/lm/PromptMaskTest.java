package adapt4j.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptMaskTest extends EachLab {
  private static final long Q = Special.QUESTION.id();
  private static final long P = Special.PASSAGE.id();
  private static final long A = Special.ANSWER.id();
  private static final long E = Special.END.id();

  @Test
  void aPromptWithAPassageIsSeenAsAWholeAndWhatFollowsIsCausal() {
    NDArray ids = lab.manager().create(new long[][] {{Q, 9, P, 8, A, 7, E}, {Q, 9, A, 8, E, E, E}});
    boolean[] seen = PromptMask.of(ids).toBooleanArray();
    assertEquals(2 * 7 * 7, seen.length);
    for (int r = 0; r < 2; r++) {
      for (int i = 0; i < 7; i++) {
        for (int j = 0; j < 7; j++) {
          boolean wanted = j <= i || r == 0 && j <= 4;
          assertEquals(wanted, seen[r * 49 + i * 7 + j], r + ": " + i + " looks at " + j);
        }
      }
    }
    assertNull(PromptMask.of(lab.manager().create(new long[][] {{Q, 9, A, 8, E}})));
  }

  @Test
  void whatIsReadLooksAheadAndWhatIsWrittenDoesNot() {
    try (Lm lm = Tiny.lm(lab)) {
      Sample one = Tiny.ASK.sample(Tiny.BPE, "at 7:30");
      int given = one.from();
      float[] before = hidden(lm, one.ids());

      int[] other = one.ids();
      other[given - 2] = other[given - 3]; // the passage's last token
      float[] changed = hidden(lm, other);
      assertTrue(differs(before, changed, lm, 1), "the question sees the passage");

      int[] longer = one.ids();
      longer[longer.length - 1] = other[1]; // the answer's last token
      float[] same = hidden(lm, longer);
      int kept = (longer.length - 1) * lm.size().width();
      assertArrayEquals(Arrays.copyOf(before, kept), Arrays.copyOf(same, kept), 1e-5f);
    }
  }

  @Test
  void aTextBesideAPromptIsReadAsIfItWereAlone() {
    try (Lm lm = Tiny.lm(lab)) {
      List<double[]> together = lm.score(Tiny.samples());
      for (int i = 0; i < together.size(); i++) {
        double[] alone = lm.score(List.of(Tiny.samples().get(i))).get(0);
        assertArrayEquals(alone, together.get(i), 1e-4);
      }
    }
  }

  private float[] hidden(Lm lm, int[] ids) {
    LmBatch batch = lm.batch(lab.manager(), List.of(new Sample(ids, 1)));
    return lm.hidden(batch, false).toFloatArray();
  }

  private static boolean differs(float[] one, float[] other, Lm lm, int place) {
    int width = lm.size().width();
    for (int i = place * width; i < (place + 1) * width; i++) {
      if (Math.abs(one[i] - other[i]) > 1e-5) {
        return true;
      }
    }
    return false;
  }
}

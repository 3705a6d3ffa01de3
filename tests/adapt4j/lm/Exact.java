package adapt4j.lm;

import adapt4j.Lab;
import ai.djl.ndarray.types.DataType;

/** Tiny models for the rooms that are built on this one, whose tests check gradients too. */
public final class Exact {
  private Exact() {}

  /** In FLOAT64, with weights so large that gradients can be seen. */
  public static Lm lm(Lab lab) {
    return Tiny.lm(lab, DataType.FLOAT64);
  }
}

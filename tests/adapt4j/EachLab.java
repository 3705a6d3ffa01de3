package adapt4j;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A lab with seed 1 for each test, closed after it. */
public abstract class EachLab {
  protected Lab lab;

  @BeforeEach
  final void openLab() {
    lab = Lab.open(1);
  }

  @AfterEach
  final void closeLab() {
    lab.close();
  }
}

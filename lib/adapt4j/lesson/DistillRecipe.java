package adapt4j.lesson;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes {@code data/distill}, the results that lesson 06 reads rather than computes: those of
 * {@link DistillDigits}, {@link DistillLeftOut} and {@link DistillGlosses}.
 *
 * <p>A run that was stopped goes on where it ended. To start anew, remove the files.
 */
public final class DistillRecipe {
  private DistillRecipe() {}

  /**
   * Measures what is not measured yet.
   *
   * @param folder {@code data/distill}
   * @throws IOException if a result cannot be read or written
   */
  public static void make(Path folder) throws IOException {
    DistillDigits.make(folder);
    DistillLeftOut.make(folder);
    DistillGlosses.make(folder);
  }
}

package adapt4j.meta;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes {@code data/maml}, the results and the weights of longer runs that lesson 05 reads rather
 * than computes. A run that was stopped goes on where it ended. To start anew, remove the files.
 */
public final class MamlRecipe {
  private MamlRecipe() {}

  /**
   * Measures what is not measured yet: sine waves, then letters.
   *
   * @param folder {@code data/maml}
   * @throws IOException if a result cannot be read or written
   */
  public static void make(Path folder) throws IOException {
    SinesRecipe.make(folder);
    LettersRecipe.make(folder);
    InnerStepsRecipe.make(folder);
  }
}

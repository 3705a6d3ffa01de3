package adapt4j.cli;

import adapt4j.data.DigitsRecipe;
import adapt4j.data.FashionRecipe;
import adapt4j.data.GlyphsRecipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What {@code ./lab data make NAME} can make, by name. */
final class Recipes {
  /** Makes a folder of {@code data/}. */
  @FunctionalInterface
  interface Recipe {
    void make(Path folder) throws IOException;
  }

  static final Map<String, Recipe> ALL =
      Map.of(
          "digits", DigitsRecipe::make,
          "fashion", FashionRecipe::make,
          "glyphs", GlyphsRecipe::make);

  private Recipes() {}
}

package adapt4j.cli;

import adapt4j.data.DigitsRecipe;
import adapt4j.data.FashionRecipe;
import adapt4j.data.GlyphsRecipe;
import adapt4j.data.SubjectsRecipe;
import adapt4j.lesson.LoraRecipe;
import adapt4j.meta.MamlRecipe;
import adapt4j.text.FineTuneRecipe;
import adapt4j.transfer.BackboneRecipe;
import adapt4j.transfer.FewLabelsRecipe;
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
          "glyphs", GlyphsRecipe::make,
          "fashion", FashionRecipe::make,
          "backbone-glyphs", BackboneRecipe::glyphs,
          "backbone-fashion", BackboneRecipe::fashion,
          "transfer", FewLabelsRecipe::make,
          "subjects", SubjectsRecipe::make,
          "finetune", FineTuneRecipe::make,
          "lora", LoraRecipe::make,
          "maml", MamlRecipe::make);

  private Recipes() {}
}

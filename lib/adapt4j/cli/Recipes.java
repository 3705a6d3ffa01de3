package adapt4j.cli;

import adapt4j.data.DigitsRecipe;
import adapt4j.data.FashionRecipe;
import adapt4j.data.GlyphsRecipe;
import adapt4j.data.SubjectsRecipe;
import adapt4j.lesson.DistillRecipe;
import adapt4j.lesson.LabelsRecipe;
import adapt4j.lesson.LoraRecipe;
import adapt4j.lm.LmRecipe;
import adapt4j.meta.MamlRecipe;
import adapt4j.rag.AnswerFinder;
import adapt4j.rag.QuestionEncoder;
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
      Map.ofEntries(
          Map.entry("digits", DigitsRecipe::make),
          Map.entry("glyphs", GlyphsRecipe::make),
          Map.entry("fashion", FashionRecipe::make),
          Map.entry("backbone-glyphs", BackboneRecipe::glyphs),
          Map.entry("backbone-fashion", BackboneRecipe::fashion),
          Map.entry("transfer", FewLabelsRecipe::make),
          Map.entry("subjects", SubjectsRecipe::make),
          Map.entry("finetune", FineTuneRecipe::make),
          Map.entry("lora", LoraRecipe::make),
          Map.entry("maml", MamlRecipe::make),
          Map.entry("distill", DistillRecipe::make),
          Map.entry("methods", LabelsRecipe::make),
          Map.entry("qa-encoder", QuestionEncoder::make),
          Map.entry("answer-finder", AnswerFinder::make),
          Map.entry("lm-base", LmRecipe::base),
          Map.entry("lm", LmRecipe::reader));

  private Recipes() {}
}

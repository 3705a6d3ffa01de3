package adapt4j.transfer;

import adapt4j.Lab;
import adapt4j.data.Augment;
import adapt4j.data.Examples;
import adapt4j.data.Fashion;
import adapt4j.data.Glyphs;
import adapt4j.data.RandomAffine;
import adapt4j.data.RandomElastic;
import adapt4j.data.RandomStroke;
import adapt4j.nn.Conv4;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import adapt4j.train.Schedule;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Makes {@code data/backbone-glyphs} and {@code data/backbone-fashion}: the same network, the same
 * number of steps, the same augmentation; only the images and their classes differ.
 */
public final class BackboneRecipe {
  private static final int SEED = 1;
  private static final int STEPS = 8_000;

  private BackboneRecipe() {}

  /**
   * Trains the backbone for writing.
   *
   * @param folder {@code data/backbone-glyphs}
   */
  public static void glyphs(Path folder) {
    try (Lab lab = Lab.open(SEED)) {
      Glyphs glyphs = Glyphs.load(lab);
      make(lab, glyphs.letters(), "letters of " + glyphs.scripts().size() + " scripts", folder);
    }
  }

  /**
   * Trains the backbone for clothes.
   *
   * @param folder {@code data/backbone-fashion}
   */
  public static void fashion(Path folder) {
    try (Lab lab = Lab.open(SEED)) {
      make(lab, Fashion.load(lab).train(), "pictures of clothes", folder);
    }
  }

  private static void make(Lab lab, Examples images, String what, Path folder) {
    Augment augment =
        RandomAffine.builder()
            .optDegrees(20)
            .optScale(0.75, 1.25)
            .optShear(30)
            .build()
            .then(RandomElastic.of(0.04))
            .then(RandomStroke.upTo(1));
    try (Classifier net = Classifier.of(lab, Conv4.of(images.classes().size()), images)) {
      Fit.steps(STEPS)
          .optBatch(64)
          .optRate(3e-3)
          .optSchedule(Schedule.cosine().warmUp(100))
          .optAugment(augment)
          .on(net, images);
      String about = String.format(Locale.ROOT, "trained on %,d %s", images.size(), what);
      try (Backbone backbone = Backbone.of(lab, Conv4::body, net, about)) {
        backbone.save(folder);
        System.out.println(backbone + ": " + folder);
      }
    }
  }
}

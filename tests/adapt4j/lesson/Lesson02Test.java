package adapt4j.lesson;

import static adapt4j.lesson.Shown.fails;
import static adapt4j.lesson.Shown.passes;
import static adapt4j.lesson.Shown.waits;

import adapt4j.Lab;
import adapt4j.data.Digits;
import adapt4j.data.Examples;
import adapt4j.data.RandomAffine;
import adapt4j.data.Splits;
import adapt4j.nn.Mlp;
import adapt4j.train.Classifier;
import adapt4j.train.Fit;
import adapt4j.train.Schedule;
import adapt4j.transfer.Backbone;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each check against a right answer and plausible wrong ones. */
class Lesson02Test {
  private static Lab lab;
  private static Examples few;
  private static Backbone glyphs;
  private static Lesson02 lesson;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
    Splits digits = Digits.load(lab);
    few = digits.train().fewShot(5, new Random(1));
    glyphs = Backbone.glyphs(lab);
    lesson = new Lesson02(digits);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void partly() {
    try (Classifier net = glyphs.withHead(few)) {
      fails("also trained", () -> lesson.partly.check(net));
      net.freeze("body");
      fails("still frozen: body.conv4.conv", () -> lesson.partly.check(net));
      net.unfreeze("conv4").unfreeze("conv3");
      fails("also trained, but should be frozen: body.conv3", () -> lesson.partly.check(net));
      net.freeze("conv3");
      passes(() -> lesson.partly.check(net));
      net.freeze("head");
      fails("still frozen: head.bias", () -> lesson.partly.check(net));
    }
    try (Classifier other = Classifier.of(lab, Mlp.of(10), few)) {
      fails("Use withHead", () -> lesson.partly.check(other));
    }
    waits(() -> lesson.partly.check(null));
  }

  @Test
  void nearest() {
    passes(() -> lesson.nearest.check(Lesson02Test::byDistance));
    fails("the farthest", () -> lesson.nearest.check((f, means) -> 2));
    fails("nearest is class 2", () -> lesson.nearest.check((f, means) -> 0));
    fails("cancel", () -> lesson.nearest.check(Lesson02Test::bySum));
    waits(() -> lesson.nearest.check((f, means) -> Exercise.todo()));
  }

  @Test
  void leaveOneOut() {
    passes(() -> lesson.leaveOneOut.check((f, labels) -> leaveOneOut(f, labels, false)));
    fails(
        "find itself", () -> lesson.leaveOneOut.check((f, labels) -> leaveOneOut(f, labels, true)));
    fails("a count", () -> lesson.leaveOneOut.check((f, y) -> y.length * leaveOneOut(f, y, false)));
    fails("share of wrong", () -> lesson.leaveOneOut.check((f, y) -> 1 - leaveOneOut(f, y, false)));
    fails("should give 0,", () -> lesson.leaveOneOut.check((f, y) -> 0.8));
  }

  @Test
  void five() {
    try (Classifier net = glyphs.withHead(few).freeze("body")) {
      fails("are asked for", () -> lesson.five.check(net));
      Fit.steps(300)
          .optBatch(32)
          .optRate(1e-2)
          .optSchedule(Schedule.cosine())
          .optAugment(RandomAffine.builder().build())
          .on(net, few);
      passes(() -> lesson.five.check(net));
    }
  }

  private static int byDistance(float[] features, float[][] means) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < means.length; c++) {
      double distance = 0;
      for (int i = 0; i < features.length; i++) {
        distance += Math.pow(features[i] - means[c][i], 2);
      }
      if (distance < least) {
        least = distance;
        best = c;
      }
    }
    return best;
  }

  private static int bySum(float[] features, float[][] means) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int c = 0; c < means.length; c++) {
      double sum = 0;
      for (int i = 0; i < features.length; i++) {
        sum += features[i] - means[c][i];
      }
      if (Math.abs(sum) < least) {
        least = Math.abs(sum);
        best = c;
      }
    }
    return best;
  }

  private static double leaveOneOut(float[][] features, int[] labels, boolean withItself) {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      int best = -1;
      double least = Double.POSITIVE_INFINITY;
      for (int j = 0; j < labels.length; j++) {
        double distance = 0;
        for (int k = 0; k < features[i].length; k++) {
          distance += Math.pow(features[i][k] - features[j][k], 2);
        }
        if (distance < least && (withItself || i != j)) {
          least = distance;
          best = j;
        }
      }
      right += labels[best] == labels[i] ? 1 : 0;
    }
    return (double) right / labels.length;
  }
}

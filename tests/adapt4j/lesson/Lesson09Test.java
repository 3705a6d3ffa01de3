package adapt4j.lesson;

import static adapt4j.lesson.Shown.fails;
import static adapt4j.lesson.Shown.passes;
import static adapt4j.lesson.Shown.waits;

import org.junit.jupiter.api.Test;

/** Each check against a right answer and plausible wrong ones. */
class Lesson09Test {
  private final Lesson09 lesson = new Lesson09();

  private static double loss(double chosen, double rejected) {
    return Math.log(1 + Math.exp(rejected - chosen));
  }

  private static double[] gae(double[] rewards, double[] values, double gamma, double lambda) {
    double[] advantages = new double[rewards.length];
    double next = 0;
    double behind = 0;
    for (int t = rewards.length - 1; t >= 0; t--) {
      behind = rewards[t] + gamma * next - values[t] + gamma * lambda * behind;
      advantages[t] = behind;
      next = values[t];
    }
    return advantages;
  }

  @Test
  void bradleyTerry() {
    passes(() -> lesson.bradleyTerry.check(Lesson09Test::loss));
    fails("exchanged", () -> lesson.bradleyTerry.check((c, r) -> loss(r, c)));
    fails("minus that", () -> lesson.bradleyTerry.check((c, r) -> -loss(c, r)));
    fails("should be 0.2014", () -> lesson.bradleyTerry.check((c, r) -> c - r));
    waits(() -> lesson.bradleyTerry.check((c, r) -> Exercise.todo()));
  }

  @Test
  void advantages() {
    passes(() -> lesson.advantages.check(Lesson09Test::gae));
    fails("deltas", () -> lesson.advantages.check((r, v, g, l) -> gae(r, v, g, 0)));
    fails("lambda 1", () -> lesson.advantages.check((r, v, g, l) -> gae(r, v, g, 1)));
    fails("should be", () -> lesson.advantages.check((r, v, g, l) -> null));
    fails("should be", () -> lesson.advantages.check((r, v, g, l) -> v));
  }

  @Test
  void clipped() {
    passes(
        () ->
            lesson.clipped.check(
                (ratio, a, e) -> Math.min(ratio * a, Math.max(1 - e, Math.min(1 + e, ratio)) * a)));
    fails("the smaller counts", () -> lesson.clipped.check((ratio, a, e) -> ratio * a));
    fails(
        "ratio of 0.5",
        () -> lesson.clipped.check((ratio, a, e) -> Math.max(1 - e, Math.min(1 + e, ratio)) * a));
  }

  @Test
  void dpo() {
    passes(() -> lesson.dpo.check((c, r, cb, rb, beta) -> loss(beta * (c - cb), beta * (r - rb))));
    fails("Beta", () -> lesson.dpo.check((c, r, cb, rb, beta) -> loss(c - cb, r - rb)));
    fails("moved", () -> lesson.dpo.check((c, r, cb, rb, beta) -> loss(beta * c, beta * r)));
    fails("should be", () -> lesson.dpo.check((c, r, cb, rb, beta) -> 0));
  }

  @Test
  void hack() {
    passes(() -> lesson.hack.check("a green idea that sleeps furiously"));
    fails("concise", () -> lesson.hack.check("a thing"));
    fails("in other words", () -> lesson.hack.check("a harbor for many old friends"));
    fails(
        "might be a definition", () -> lesson.hack.check("a sheltered place for ships to anchor"));
    fails("0 words", () -> lesson.hack.check(" ... "));
  }
}

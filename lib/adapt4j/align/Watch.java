package adapt4j.align;

import adapt4j.lm.Lm;
import adapt4j.lm.Prompt;
import adapt4j.lm.Sample;
import java.util.Arrays;
import java.util.List;

/** Looks at the texts that a model writes while it is trained without writing any. */
record Watch(List<Prompt> prompts, Reward annotator, int every, int most) {
  Watch {
    if (prompts.isEmpty()) {
      throw new IllegalArgumentException("There is no prompt to watch.");
    }
    Checks.atLeastOne(every, "The steps between two measurements");
    prompts = List.copyOf(prompts);
  }

  void measure(Lm lm, Reference reference, AlignHistory history) {
    List<Written> written = Written.by(lm, prompts, most, lm.lab().seed());
    List<Sample> samples = Written.samples(written);
    double score = Arrays.stream(Written.scores(annotator, written)).average().orElseThrow();
    history.put("annotator", score);
    history.put("kl", Reference.kl(lm.score(samples), reference.logProbs(samples)));
  }
}

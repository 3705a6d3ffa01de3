package adapt4j.lm;

/**
 * What a language model wrote.
 *
 * @param text without what it stopped at
 * @param ids the tokens that were written, {@link Special#END} among them if it came
 * @param logProbs the model's log-probability of each token, before temperature and the like
 * @param copied the share of each token's choice that was copied from the passage, 0 to 1
 * @param ended whether it came to an end by itself, or at a stop text, rather than at the limit
 */
public record Generation(
    String text, int[] ids, double[] logProbs, double[] copied, boolean ended) {
  /** Copies the arrays. */
  public Generation {
    ids = ids.clone();
    logProbs = logProbs.clone();
    copied = copied.clone();
  }

  @Override
  public int[] ids() {
    return ids.clone();
  }

  @Override
  public double[] logProbs() {
    return logProbs.clone();
  }

  @Override
  public double[] copied() {
    return copied.clone();
  }

  @Override
  public String toString() {
    return text;
  }
}

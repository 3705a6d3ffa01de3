package adapt4j.lm;

/**
 * Which reading tasks: their names and their templates may be those that a model is trained on, or
 * not.
 */
public enum ReadingPart {
  /** To train on. */
  TRAIN(0, 0),
  /** To choose on: the templates of training, other names. */
  DEV_SEEN(1, 0),
  /** To choose on: other templates, other names. */
  DEV_UNSEEN(1, 1),
  /** To report, once: the templates of training, names that neither training nor choosing saw. */
  TEST_SEEN(2, 0),
  /** To report, once: templates and names that neither training nor choosing saw. */
  TEST_UNSEEN(2, 2);

  /** Whose names it has: 0 training's, 1 development's, 2 those of the test. */
  final int names;

  /** Whose templates the fact and the question come from. */
  final int templates;

  ReadingPart(int names, int templates) {
    this.names = names;
    this.templates = templates;
  }
}

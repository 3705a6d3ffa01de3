package adapt4j.meta;

/**
 * A task: what a learner adapts to, and what it is then judged by.
 *
 * @param support the few examples to learn from
 * @param query other examples of the same task
 */
public record Task(Shots support, Shots query) {}

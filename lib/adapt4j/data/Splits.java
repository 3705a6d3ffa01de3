package adapt4j.data;

/**
 * The three parts of a data set. They share no example.
 *
 * @param train what a model learns from
 * @param dev the development part: choices (when to stop, which model) are made on it
 * @param test used once, at the end, to say how good the result is
 */
public record Splits(Examples train, Examples dev, Examples test) {}

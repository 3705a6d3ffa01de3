package adapt4j.data;

/**
 * The three parts of a set of texts, as in {@link Splits}. They share no text.
 *
 * @param train what a model learns from
 * @param dev the development part: choices (when to stop, which model) are made on it
 * @param test used once, at the end, to say how good the result is
 */
public record TextSplits(Texts train, Texts dev, Texts test) {}

/**
 * Text: a pre-trained sentence encoder as a network that can be trained.
 *
 * <p>{@link adapt4j.text.SentenceEncoder} is the noun: it turns texts into tokens, tokens into
 * vectors, and gives networks with a new head for a task of your own.
 */
package adapt4j.text;

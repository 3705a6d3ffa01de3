/**
 * A small language model of our own: its tokens, its network, its training, and how it writes.
 *
 * <p>Read {@link adapt4j.lm.Lm} first, then {@link adapt4j.lm.LmNet}.
 */
package adapt4j.lm;

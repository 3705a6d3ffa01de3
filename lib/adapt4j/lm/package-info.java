/**
 * A small language model of our own: its tokens, its network, its training, and how it writes; what
 * it reads (tasks about invented names, glosses, instructions) and what it is compared with.
 *
 * <p>Read {@link adapt4j.lm.Lm} first, then {@link adapt4j.lm.LmNet}; for the data, {@link
 * adapt4j.lm.ReadingTasks}.
 */
package adapt4j.lm;

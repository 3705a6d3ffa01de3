/**
 * Learning from human feedback: a language model that can write becomes one that writes what people
 * prefer.
 *
 * <p>{@link adapt4j.align.Preferences} say which of two texts is better; an {@link
 * adapt4j.align.Annotator} with a written rule makes them, or a person with a {@link
 * adapt4j.align.Ranking}. A {@link adapt4j.align.RewardModel} learns to foretell them ({@link
 * adapt4j.align.BradleyTerry}). {@link adapt4j.align.Ppo} trains the model against a reward, {@link
 * adapt4j.align.Dpo} against the preferences themselves; {@link adapt4j.align.BestOfN} only
 * chooses, and is the rival of both.
 */
package adapt4j.align;

/**
 * Meta-learning: learning to learn a task from a few examples. {@link adapt4j.meta.Maml}, {@link
 * adapt4j.meta.Reptile} and their baselines learn from {@link adapt4j.meta.Tasks}; each then adapts
 * to the support set of a new {@link adapt4j.meta.Task}, which gives a {@link
 * adapt4j.meta.Learner}.
 */
package adapt4j.meta;

/**
 * Training and evaluation: a {@link adapt4j.train.Classifier} is fitted by {@link
 * adapt4j.train.Fit}, which gives a {@link adapt4j.train.History}; an {@link
 * adapt4j.train.Evaluation} says how good it is.
 */
package adapt4j.train;

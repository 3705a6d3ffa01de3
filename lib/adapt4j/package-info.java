/**
 * adapt4j: how a trained model is adapted to a new task, in Java.
 *
 * <p>{@link adapt4j.Lab} is what a notebook opens first. Every other package is a room of the
 * house: one concept each.
 */
package adapt4j;

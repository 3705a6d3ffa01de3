/**
 * Data sets, their cards and their splits.
 *
 * <p>{@link adapt4j.data.Examples} is the noun: inputs and labels in memory. A data set such as
 * {@link adapt4j.data.Digits} gives three of them, in a {@link adapt4j.data.Splits}.
 */
package adapt4j.data;

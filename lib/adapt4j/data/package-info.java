/**
 * Data sets, their cards and splits, augmentation, and the learner's own images.
 *
 * <p>{@link adapt4j.data.Examples} is the noun: inputs and labels in memory. A data set such as
 * {@link adapt4j.data.Digits} gives three of them, in a {@link adapt4j.data.Splits}; {@link
 * adapt4j.data.Pictures} reads a folder of images, and an {@link adapt4j.data.Augment} draws
 * changed copies.
 */
package adapt4j.data;

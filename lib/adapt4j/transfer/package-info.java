/**
 * Transfer learning: a {@link adapt4j.transfer.Backbone} that was trained on one task gives its
 * features to another.
 */
package adapt4j.transfer;

/**
 * Parameter-efficient fine-tuning: a few new weights are put into a network whose own weights keep
 * still, and only these are trained, saved and exchanged. {@link adapt4j.lora.Lora} adds low-rank
 * matrices to linear layers, {@link adapt4j.lora.Prefix} adds keys and values to attention; an
 * {@link adapt4j.lora.Adapter} is what one of them has learnt.
 */
package adapt4j.lora;

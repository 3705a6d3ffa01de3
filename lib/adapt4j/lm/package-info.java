/** A small language model: its data, and what it is compared with. */
package adapt4j.lm;

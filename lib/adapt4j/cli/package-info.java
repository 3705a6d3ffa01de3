/** The commands behind the script {@code ./lab}. Nothing else in the house knows this room. */
package adapt4j.cli;

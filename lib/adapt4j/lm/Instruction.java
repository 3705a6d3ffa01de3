package adapt4j.lm;

/**
 * Something to do, and what should come of it.
 *
 * @param family what kind of thing to do, such as {@code spell}
 * @param prompt the instruction with all that it needs
 * @param answer right
 */
public record Instruction(String family, String prompt, String answer) {}

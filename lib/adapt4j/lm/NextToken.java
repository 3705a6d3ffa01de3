package adapt4j.lm;

/**
 * A token that may come next.
 *
 * @param id its number
 * @param token as it is shown to people, see {@link Bpe#piece}
 * @param probability from 0 to 1
 */
public record NextToken(int id, String token, double probability) {}

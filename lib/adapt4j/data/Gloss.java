package adapt4j.data;

import java.util.List;

/**
 * A definition of WordNet.
 *
 * @param text the definition, without the examples and quotations that follow it there
 * @param words that it defines
 * @param supersense the kind of thing that they name, such as {@code noun.animal}
 */
public record Gloss(String text, List<String> words, String supersense) {}

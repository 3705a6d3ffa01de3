package adapt4j.data;

import adapt4j.Lab;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Letters of more than a hundred scripts, one clean image each, drawn as MNIST's digits are: 28 x
 * 28 pixels, from 0 (paper) to 1 (ink). There is no Latin letter among them, no digit of any
 * script, and nothing that looks much like one: what a model learns here it has not learnt from the
 * digits.
 *
 * <p>Rendered from the Noto fonts; {@code data/glyphs/CARD.md} says how. One image a class is
 * little: draw variants with an {@link Augment}.
 *
 * <pre>{@code
 * Glyphs glyphs = Glyphs.load(lab);
 * Examples thai = glyphs.script("Thai");
 * Examples variants = thai.augmented(20, RandomAffine.builder().build(), lab.random());
 * }</pre>
 */
public final class Glyphs {
  private final Examples letters;
  private final Map<String, int[]> members;

  private Glyphs(Examples letters, Map<String, int[]> members) {
    this.letters = letters;
    this.members = members;
  }

  /**
   * Loads the course's glyphs.
   *
   * @param lab owns the arrays
   * @return the same letters for every seed
   * @throws DataException if a file is missing or damaged
   */
  public static Glyphs load(Lab lab) {
    return load(lab, Lab.data().resolve("glyphs"));
  }

  static Glyphs load(Lab lab, Path folder) {
    GlyphSheet sheet = GlyphSheet.read(Card.of(folder));
    List<String> classes = new ArrayList<>();
    Map<String, int[]> members = new LinkedHashMap<>();
    sheet
        .scripts()
        .forEach(
            (script, codePoints) -> {
              int first = classes.size();
              for (int letter : codePoints) {
                classes.add(String.format(Locale.ROOT, "%s U+%04X", script, letter));
              }
              members.put(script, IntStream.range(first, classes.size()).toArray());
            });
    Shape shape = new Shape(classes.size(), 1, Glyph.SIZE, Glyph.SIZE);
    NDArray inputs = lab.manager().create(sheet.ink(), shape);
    NDArray labels = labels(lab.manager(), classes.size());
    return new Glyphs(new Examples(inputs, labels, classes), members);
  }

  /**
   * The scripts.
   *
   * @return their names in Unicode, such as Thai, in the order of the alphabet
   */
  public List<String> scripts() {
    return List.copyOf(members.keySet());
  }

  /**
   * All letters, each a class of its own.
   *
   * @return inputs of shape (n, 1, 28, 28); class names such as "Thai U+0E01"
   */
  public Examples letters() {
    return letters;
  }

  /**
   * The letters of one script, each a class of its own.
   *
   * @param name one of {@link #scripts()}
   * @return a new set of the lab's
   * @throws IllegalArgumentException if there is no such script
   */
  public Examples script(String name) {
    int[] indexes = members.get(name);
    if (indexes == null) {
      throw new IllegalArgumentException("There is no script \"" + name + "\". " + near(name));
    }
    Examples chosen = letters.select(indexes);
    chosen.labels().close(); // they count through all letters
    NDManager manager = chosen.inputs().getManager();
    List<String> classes = letters.classes().subList(indexes[0], indexes[0] + indexes.length);
    return new Examples(chosen.inputs(), labels(manager, indexes.length), classes);
  }

  /**
   * Letters to learn from and letters of other scripts to test with: each script is in one part
   * only. Scripts may be related, so a letter may look like one of another part.
   *
   * @return the same parts for every seed: about 60 % of the letters to train, 15 % for development
   *     and 25 % to test, each letter a class of its own with one image
   */
  public Splits splits() {
    return Splits.byGroup(letters, name -> name.substring(0, name.lastIndexOf(' ')), 0.15, 0.25);
  }

  private String near(String name) {
    String start = name.isEmpty() ? "" : name.substring(0, 1);
    List<String> near =
        scripts().stream().filter(script -> script.regionMatches(true, 0, start, 0, 1)).toList();
    return start.isEmpty() || near.isEmpty()
        ? "There are: " + String.join(", ", scripts()) + "."
        : "With " + start + " there are: " + String.join(", ", near) + ".";
  }

  private static NDArray labels(NDManager manager, int n) {
    return manager.arange((float) n);
  }

  @Override
  public String toString() {
    return letters.size() + " letters of " + members.size() + " scripts, 28 x 28 pixels";
  }
}

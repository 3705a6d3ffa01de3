package adapt4j.data;

import adapt4j.show.Progress;
import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.lang.Character.UnicodeScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes {@code data/glyphs} from the Noto fonts of Debian's package {@code fonts-noto-core}: one
 * clean image of each letter, for as many scripts as there are.
 *
 * <p>What may be in it is decided here, so that nothing that is learnt from it has seen a digit or
 * a Latin letter, and no two classes look the same.
 */
public final class GlyphsRecipe {
  private static final String PACKAGE = "fonts-noto-core";
  private static final String FONTS = "usr/share/fonts/truetype/noto";
  private static final long SEED = 1;

  /** The most letters of one script, and the fewest that make it worth a place. */
  private static final int MOST = 80;

  private static final int FEWEST = 10;

  /** Two letters that are more alike than this count as the same; found by looking at pairs. */
  static final double SAME = 0.93;

  /** For Latin letters and for digits, the course's target, the bounds are stricter. */
  static final double LIKE_LATIN = 0.89;

  static final double LIKE_A_DIGIT = 0.82;

  /** Latin is a target. The last six have signs for numbers which Unicode takes for letters. */
  private static final Set<UnicodeScript> LEFT_OUT =
      EnumSet.of(
          UnicodeScript.LATIN,
          UnicodeScript.COMMON,
          UnicodeScript.INHERITED,
          UnicodeScript.ANATOLIAN_HIEROGLYPHS,
          UnicodeScript.CUNEIFORM,
          UnicodeScript.EGYPTIAN_HIEROGLYPHS,
          UnicodeScript.HAN,
          UnicodeScript.LINEAR_A,
          UnicodeScript.TANGUT);

  /** Unicode files these under letters. Old Persian's letters are called signs. */
  private static final Pattern NO_LETTER =
      Pattern.compile("\\b(DIGIT|NUMBER|NUMERAL|IDEOGRAM|MONOGRAM|(?<!OLD PERSIAN )SIGN)\\b");

  private GlyphsRecipe() {}

  /**
   * Writes {@code glyphs.png}, a row a script, and {@code glyphs.csv}, a line a letter.
   *
   * @param folder {@code data/glyphs}
   * @throws IOException if apt-get cannot fetch the package, or a file cannot be written
   */
  public static void make(Path folder) throws IOException {
    Map<String, List<Glyph>> scripts;
    try (Fetched debian = Fetched.debian(PACKAGE)) {
      scripts = choose(fonts(debian.path(FONTS))); // reads the files until its end
    }
    Files.createDirectories(folder);
    GlyphSheet.write(folder, scripts);
    int letters = scripts.values().stream().mapToInt(List::size).sum();
    System.out.println(letters + " letters of " + scripts.size() + " scripts: " + folder);
  }

  /**
   * The fonts, in the order that decides between equals: looped first (Thai as in books, whose
   * letters differ more), then sans serif, then serif, then the rest, each by name.
   */
  static List<Font> fonts(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files =
          all.filter(file -> file.toString().endsWith("-Regular.ttf"))
              .sorted(
                  Comparator.comparing((Path file) -> !name(file).startsWith("NotoLooped"))
                      .thenComparing(file -> !name(file).startsWith("NotoSans"))
                      .thenComparing(file -> !name(file).startsWith("NotoSerif"))
                      .thenComparing(GlyphsRecipe::name))
              .toList();
    }
    List<Font> fonts = new ArrayList<>();
    for (Path file : files) {
      try {
        fonts.add(Font.createFont(Font.TRUETYPE_FONT, file.toFile()));
      } catch (FontFormatException e) {
        throw new IOException(file + " is no font that Java reads: " + e.getMessage(), e);
      }
    }
    return fonts;
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /** The letters of each script, in the order of their code points. */
  static Map<String, List<Glyph>> choose(List<Font> fonts) {
    List<Glyph> targets = targets(fonts);
    List<Glyph> taken = new ArrayList<>();
    Map<String, List<Glyph>> chosen = new TreeMap<>();
    // Small scripts first: where two share a shape, the large one has others to give.
    List<Map.Entry<String, List<Integer>>> scripts = new ArrayList<>(letters().entrySet());
    scripts.sort(Comparator.comparing(script -> script.getValue().size()));
    try (Progress progress = Progress.of("Scripts", scripts.size())) {
      for (Map.Entry<String, List<Integer>> script : scripts) {
        List<Glyph> glyphs = choose(script.getValue(), fonts, targets, taken);
        if (glyphs.size() >= FEWEST) {
          taken.addAll(glyphs);
          chosen.put(script.getKey(), glyphs);
        }
        progress.step(script.getKey());
      }
    }
    return chosen;
  }

  private static List<Glyph> choose(
      List<Integer> letters, List<Font> fonts, List<Glyph> targets, List<Glyph> taken) {
    Font font = Collections.max(fonts, Comparator.comparingLong(f -> held(f, letters)));
    List<Integer> drawn = new ArrayList<>(letters);
    Collections.shuffle(drawn, new Random(SEED));
    List<Glyph> chosen = new ArrayList<>();
    for (int i = 0; i < drawn.size() && chosen.size() < MOST; i++) {
      Glyph.draw(font, drawn.get(i))
          .filter(glyph -> targets.stream().noneMatch(target -> isLike(glyph, target)))
          .filter(glyph -> taken.stream().noneMatch(other -> glyph.likeness(other) > SAME))
          .filter(glyph -> chosen.stream().noneMatch(other -> glyph.likeness(other) > SAME))
          .ifPresent(chosen::add);
    }
    chosen.sort(Comparator.comparing(Glyph::codePoint));
    return chosen;
  }

  private static boolean isLike(Glyph glyph, Glyph target) {
    boolean digit = Character.isDigit(target.codePoint());
    return glyph.likeness(target) > (digit ? LIKE_A_DIGIT : LIKE_LATIN);
  }

  private static long held(Font font, List<Integer> letters) {
    return letters.stream().filter(font::canDisplay).count();
  }

  /** Latin letters and digits, upright and leaning. */
  private static List<Glyph> targets(List<Font> fonts) {
    String latin = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    List<Glyph> targets = new ArrayList<>();
    for (Font font : fonts) {
      if (List.of("Noto Sans", "Noto Serif").contains(font.getFamily(Locale.ROOT))) {
        for (int letter : latin.chars().toArray()) {
          for (double lean : new double[] {0, 0.15, -0.15, 0.3, -0.3}) { // as in handwriting
            targets.add(Glyph.draw(font, letter, lean).orElseThrow());
          }
        }
      }
    }
    return targets;
  }

  /** By script, the letters that may be chosen. */
  static Map<String, List<Integer>> letters() {
    Map<String, List<Integer>> scripts = new TreeMap<>();
    IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
        .filter(GlyphsRecipe::isWanted)
        .forEach(
            letter ->
                scripts
                    .computeIfAbsent(GlyphSheet.script(letter), name -> new ArrayList<>())
                    .add(letter));
    return scripts;
  }

  private static boolean isWanted(int codePoint) {
    return Character.isLetter(codePoint)
        && Character.getType(codePoint) != Character.MODIFIER_LETTER
        && !LEFT_OUT.contains(UnicodeScript.of(codePoint))
        // Not what is made of others: letters with accents, ligatures, positional forms.
        && Normalizer.isNormalized(Character.toString(codePoint), Normalizer.Form.NFKD)
        && !NO_LETTER.matcher(Character.getName(codePoint)).find();
  }
}

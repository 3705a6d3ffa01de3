package adapt4j.data;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.lang.Character.UnicodeScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/**
 * The two files of {@code data/glyphs}. {@code glyphs.png} is a grey sheet of cells of 28 x 28
 * pixels, black on white, a row a script; {@code glyphs.csv} names the letters in the same order.
 *
 * @param scripts the code points of each script's letters
 * @param ink the letters one after another, from 0 (paper) to 1
 */
record GlyphSheet(Map<String, List<Integer>> scripts, float[] ink) {
  private static final String PICTURE = "glyphs.png";
  private static final String TABLE = "glyphs.csv";
  private static final String HEADER = "script,code point,name";
  private static final int SIZE = Glyph.SIZE;
  private static final int WHITE = 255;

  /** The name of a letter's script, such as Canadian Aboriginal. */
  static String script(int codePoint) {
    return Arrays.stream(UnicodeScript.of(codePoint).name().split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" "));
  }

  static void write(Path folder, Map<String, List<Glyph>> scripts) throws IOException {
    int columns = scripts.values().stream().mapToInt(List::size).max().orElseThrow();
    BufferedImage sheet =
        new BufferedImage(columns * SIZE, scripts.size() * SIZE, BufferedImage.TYPE_BYTE_GRAY);
    WritableRaster raster = sheet.getRaster();
    List<String> lines = new ArrayList<>(List.of(HEADER));
    int row = 0;
    for (Map.Entry<String, List<Glyph>> script : scripts.entrySet()) {
      for (int column = 0; column < columns; column++) {
        int[] cell = new int[SIZE * SIZE];
        Arrays.fill(cell, WHITE);
        if (column < script.getValue().size()) {
          Glyph glyph = script.getValue().get(column);
          Arrays.setAll(cell, i -> WHITE - (glyph.ink()[i] & 255));
          lines.add(line(script.getKey(), glyph.codePoint()));
        }
        raster.setSamples(column * SIZE, row * SIZE, SIZE, SIZE, 0, cell);
      }
      row++;
    }
    ImageIO.write(sheet, "png", folder.resolve(PICTURE).toFile());
    Files.write(folder.resolve(TABLE), lines);
  }

  private static String line(String script, int letter) {
    return String.format(Locale.ROOT, "%s,U+%04X,%s", script, letter, Character.getName(letter));
  }

  /**
   * Reads both files.
   *
   * @throws DataException if one is damaged, or they do not fit each other
   */
  static GlyphSheet read(Card card) {
    Path table = card.file(TABLE);
    Path picture = card.file(PICTURE);
    try {
      Map<String, List<Integer>> scripts = letters(Files.readAllLines(table));
      BufferedImage sheet = ImageIO.read(picture.toFile());
      if (sheet == null) {
        throw new IOException("it is no image");
      }
      return new GlyphSheet(scripts, ink(sheet.getRaster(), scripts));
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException(
          picture
              + " and "
              + TABLE
              + " do not make a sheet of glyphs: "
              + e.getMessage()
              + ". "
              + card.cure(),
          e);
    }
  }

  private static Map<String, List<Integer>> letters(List<String> lines) {
    require(!lines.isEmpty() && lines.get(0).equals(HEADER), "line 1 is not \"" + HEADER + "\"");
    Map<String, List<Integer>> scripts = new LinkedHashMap<>();
    String last = "";
    for (int i = 1; i < lines.size(); i++) {
      String[] field = lines.get(i).split(",", 3);
      String where = "line " + (i + 1) + " of the table, \"" + lines.get(i) + "\", ";
      require(field.length == 3 && field[1].matches("U\\+[0-9A-F]{4,6}"), where + "is no letter");
      int letter = Integer.parseInt(field[1].substring(2), 16);
      require(field[0].equals(last) || !scripts.containsKey(field[0]), where + "is out of order");
      List<Integer> script = scripts.computeIfAbsent(field[0], name -> new ArrayList<>());
      require(!script.contains(letter), where + "comes twice");
      script.add(letter);
      last = field[0];
    }
    require(!scripts.isEmpty(), "the table names no letter");
    return scripts;
  }

  // The raster, because getRGB would brighten the grey.
  private static float[] ink(Raster raster, Map<String, List<Integer>> scripts) {
    int columns = scripts.values().stream().mapToInt(List::size).max().orElseThrow();
    int letters = scripts.values().stream().mapToInt(List::size).sum();
    require(
        raster.getNumBands() == 1
            && raster.getSampleModel().getSampleSize(0) == 8
            && raster.getWidth() == columns * SIZE
            && raster.getHeight() == scripts.size() * SIZE,
        "the picture is not grey with " + columns + " x " + scripts.size() + " cells");
    float[] ink = new float[letters * SIZE * SIZE];
    int[] cell = new int[SIZE * SIZE];
    int row = 0;
    int at = 0;
    for (Map.Entry<String, List<Integer>> script : scripts.entrySet()) {
      for (int column = 0; column < columns; column++) {
        raster.getSamples(column * SIZE, row * SIZE, SIZE, SIZE, 0, cell);
        boolean blank = Arrays.stream(cell).allMatch(value -> value == WHITE);
        boolean named = column < script.getValue().size();
        require(
            blank != named,
            "cell "
                + (column + 1)
                + " of "
                + script.getKey()
                + (named ? " is empty" : " has no name"));
        for (int i = 0; named && i < cell.length; i++) {
          ink[at++] = (WHITE - cell[i]) / (float) WHITE;
        }
      }
      row++;
    }
    return ink;
  }

  private static void require(boolean good, String otherwise) {
    if (!good) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}

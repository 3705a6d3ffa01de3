package adapt4j.show;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Images in rows, with captions:
 *
 * <pre>{@code Grid.of(tiles).title("Wrongly read").columns(10).show();}</pre>
 */
public final class Grid {
  private static final int MARGIN = 16;
  private static final int GAP = 8;
  private static final int TITLE_HEIGHT = 30;
  private static final int CAPTION_LINE = 15;
  private static final int MOST_TILE = 160;
  private static final String MARK = "✗ ";

  private final List<Tile> tiles;
  private String title = "";
  private int columns = 10;

  private Grid(List<Tile> tiles) {
    this.tiles = tiles;
  }

  /** A grid of these tiles, row by row. */
  public static Grid of(Collection<Tile> tiles) {
    if (tiles == null || tiles.isEmpty()) {
      throw new IllegalArgumentException("The grid has no tiles. Give it at least one.");
    }
    if (tiles.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("One of the grid's tiles is null. Leave it out.");
    }
    return new Grid(List.copyOf(tiles));
  }

  /** Writes a title above the grid. */
  public Grid title(String text) {
    title = Display.need(text, "title of the grid");
    return this;
  }

  /** Sets how many tiles a row has: 10 by default, at most 40. */
  public Grid columns(int number) {
    if (number < 1 || number > 40) {
      throw new IllegalArgumentException(
          "A grid cannot have " + number + " columns. Ask for 1 to 40.");
    }
    columns = number;
    return this;
  }

  /** Shows the grid: an image in a notebook, its captions in a terminal. */
  public void show() {
    Display.image(image(), alt(), text(), Figure.WIDTH);
  }

  /** The grid as an image, twice as large as it is shown. */
  public BufferedImage image() {
    double cell = cellWidth();
    int rows = (tiles.size() + columns - 1) / columns;
    int captionLines = tiles.stream().mapToInt(t -> lines(t).size()).max().orElse(0);
    double rowHeight =
        tileHeight() + GAP + captionLines * CAPTION_LINE + (captionLines > 0 ? 4 : 0);
    double top = MARGIN + (title.isEmpty() ? 0 : TITLE_HEIGHT);
    Canvas canvas =
        new Canvas(Figure.WIDTH, (int) Math.ceil(top + rows * rowHeight + MARGIN - GAP));
    // A grid of fewer or smaller tiles than the page is wide stands in its middle.
    int used = Math.min(columns, tiles.size());
    double left = (Figure.WIDTH - used * cell) / 2;
    canvas.centred(title, Figure.WIDTH / 2.0, MARGIN + 14, Style.TITLE, Style.INK);
    for (int i = 0; i < tiles.size(); i++) {
      double middle = left + (i % columns + 0.5) * cell;
      paint(canvas, tiles.get(i), middle, top + i / columns * rowHeight);
    }
    canvas.graphics.dispose();
    return canvas.image;
  }

  /** The captions as text. */
  public String text() {
    StringBuilder text =
        new StringBuilder(title.isEmpty() ? "Images" : title).append(" (" + count() + ")");
    TextTable table = new TextTable(new boolean[columns]);
    for (int i = 0; i < tiles.size(); i += columns) {
      table.row(
          tiles.subList(i, Math.min(tiles.size(), i + columns)).stream()
              .map(t -> (t.marked() ? MARK : "") + t.caption())
              .toList());
    }
    String captions = table.toString();
    return captions.isBlank() ? text.toString() : text + "\n" + captions;
  }

  private void paint(Canvas canvas, Tile tile, double middle, double top) {
    int[] size = drawnSize(tile.image());
    double width = size[0] / (double) Canvas.SCALE;
    double height = size[1] / (double) Canvas.SCALE;
    double left = Math.round((middle - width / 2) * Canvas.SCALE) / (double) Canvas.SCALE;
    double y = Math.round((top + tileHeight() - height) * Canvas.SCALE) / (double) Canvas.SCALE;
    Graphics2D g = canvas.graphics;
    boolean enlarged = size[0] >= tile.image().getWidth();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION,
        enlarged
            ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
            : RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    var before = g.getTransform();
    g.translate(left, y);
    g.scale(width / tile.image().getWidth(), height / tile.image().getHeight());
    g.drawImage(tile.image(), 0, 0, null);
    g.setTransform(before);
    frame(g, tile.marked(), left, y, width, height);
    double base = top + tileHeight() + CAPTION_LINE;
    for (String line : lines(tile)) {
      Color ink = tile.marked() ? Style.VERMILLION : Style.INK;
      canvas.centred(line, middle, base, tile.marked() ? Style.BOLD_SMALL : Style.SMALL, ink);
      base += CAPTION_LINE;
    }
  }

  private static void frame(
      Graphics2D g, boolean marked, double left, double top, double width, double height) {
    double edge = marked ? 1.25 : 0.25;
    g.setColor(marked ? Style.VERMILLION : Style.RULE);
    g.setStroke(Style.stroke(marked ? 2.5f : 0.5f));
    g.draw(new Rectangle2D.Double(left - edge, top - edge, width + 2 * edge, height + 2 * edge));
  }

  private List<String> lines(Tile tile) {
    if (tile.caption().isBlank()) {
      return List.of();
    }
    String caption = (tile.marked() ? MARK : "") + tile.caption();
    var font = tile.marked() ? Style.BOLD_SMALL : Style.SMALL;
    List<String> lines = new ArrayList<>();
    for (String line : caption.split("\n")) {
      lines.add(Canvas.fit(line, font, cellWidth() - 2));
    }
    return lines;
  }

  private double cellWidth() {
    double space = (Figure.WIDTH - 2.0 * MARGIN) / columns;
    double widest = tiles.stream().mapToInt(t -> drawnSize(t.image())[0]).max().orElseThrow();
    // Small grids stay together, but captions get room.
    return Math.min(space, Math.max(widest / Canvas.SCALE + GAP, 90));
  }

  private double tileHeight() {
    return tiles.stream().mapToInt(t -> drawnSize(t.image())[1]).max().orElseThrow()
        / (double) Canvas.SCALE;
  }

  /**
   * Width and height in pixels of the drawn image: a whole multiple for small images, so that every
   * pixel is a crisp square, and shrunk for images that are too large.
   */
  private int[] drawnSize(BufferedImage image) {
    double space =
        Math.min(MOST_TILE, (Figure.WIDTH - 2.0 * MARGIN) / columns - GAP) * Canvas.SCALE;
    int longer = Math.max(image.getWidth(), image.getHeight());
    double factor = space >= longer ? Math.floor(space / longer) : space / longer;
    return new int[] {
      (int) Math.max(1, Math.round(image.getWidth() * factor)),
      (int) Math.max(1, Math.round(image.getHeight() * factor))
    };
  }

  private String count() {
    return tiles.size() == 1 ? "1 image" : tiles.size() + " images";
  }

  private String alt() {
    String captions =
        tiles.stream()
            .limit(40)
            .map(t -> t.caption().replace('\n', ' ') + (t.marked() ? " (marked)" : ""))
            .filter(c -> !c.isBlank())
            .collect(Collectors.joining(", "));
    return (title.isEmpty() ? "Grid" : title)
        + ". "
        + count()
        + (captions.isEmpty() ? "." : ": " + captions + ".");
  }
}

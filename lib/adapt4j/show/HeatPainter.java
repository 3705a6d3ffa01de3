package adapt4j.show;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Draws a {@link Heat}. XChart's heat map writes all numbers in one colour, which cannot be read on
 * light and on dark cells.
 */
final class HeatPainter {
  private static final int TOP = 46;
  private static final int MOST_GRID_HEIGHT = 460;
  private static final int MOST_CELL_HEIGHT = 36;
  private static final int LEAST_CELL_HEIGHT = 8;
  private static final int MOST_CELL_WIDTH = 66;
  private static final int LONGEST_LABEL = 150;

  private final Heat heat;
  private final String[][] numbers;
  private final double greatest;
  private final double rowNames;
  private final double cellWidth;
  private final double cellHeight;
  private final double left;
  private final double bottom;
  private final boolean turned;
  private final double foot;

  HeatPainter(Heat heat) {
    this.heat = heat;
    numbers = heat.numbers();
    greatest = DoubleStream.of(heat.flat()).filter(Double::isFinite).map(Math::abs).max().orElse(1);
    int columns = heat.columns.size();
    rowNames = longest(heat.rows);
    double margin = rowNames + (heat.yAxis.isEmpty() ? 20 : 44);
    cellWidth = Math.min(MOST_CELL_WIDTH, (Figure.WIDTH - margin - 20) / columns);
    cellHeight =
        Math.max(
            LEAST_CELL_HEIGHT,
            Math.min(MOST_CELL_HEIGHT, (double) MOST_GRID_HEIGHT / heat.rows.size()));
    left = Math.max(margin, (Figure.WIDTH - cellWidth * columns) / 2);
    bottom = TOP + cellHeight * heat.rows.size();
    turned = longest(heat.columns) > cellWidth - 6;
    foot = 14 + (turned ? longest(heat.columns) : 12);
  }

  int height() {
    return (int) Math.ceil(bottom + foot + (heat.xAxis.isEmpty() ? 6 : 30));
  }

  void paint(Canvas canvas) {
    double middle = left + cellWidth * heat.columns.size() / 2;
    heat.paintTitle(canvas);
    boolean write = numbersFit();
    for (int r = 0; r < heat.rows.size(); r++) {
      double y = TOP + r * cellHeight;
      String name = Canvas.fit(heat.rows.get(r), Style.SMALL, LONGEST_LABEL);
      canvas.right(name, left - 8, y + cellHeight / 2 + 4, Style.SMALL, Style.INK);
      for (int c = 0; c < heat.columns.size(); c++) {
        var cell = new Rectangle2D.Double(left + c * cellWidth, y, cellWidth, cellHeight);
        paintCell(canvas, cell, heat.values[r][c], write ? numbers[r][c] : "");
      }
    }
    for (int c = 0; c < heat.columns.size(); c++) {
      paintColumnName(canvas, heat.columns.get(c), left + (c + 0.5) * cellWidth);
    }
    canvas.centred(heat.xAxis, middle, bottom + foot + 18, Style.TEXT, Style.INK);
    canvas.upwards(heat.yAxis, left - rowNames - 22, (TOP + bottom) / 2, Style.TEXT, Style.INK);
  }

  private void paintCell(Canvas canvas, Rectangle2D cell, double value, String number) {
    Color color = shade(value);
    canvas.graphics.setColor(color);
    canvas.graphics.fill(cell);
    canvas.graphics.setColor(Style.RULE);
    canvas.graphics.setStroke(Style.stroke(0.5f));
    canvas.graphics.draw(cell);
    // Zeros step back, so that the eye finds the rest.
    Color ink = value == 0 ? Style.FAINT : inkOn(color);
    canvas.centred(number, cell.getCenterX(), cell.getCenterY() + 4, Style.SMALL, ink);
  }

  private void paintColumnName(Canvas canvas, String column, double x) {
    String name = Canvas.fit(column, Style.SMALL, LONGEST_LABEL);
    if (turned) {
      double length = Canvas.width(name, Style.SMALL);
      canvas.upwards(name, x + 4, bottom + 8 + length / 2, Style.SMALL, Style.INK);
    } else {
      canvas.centred(name, x, bottom + 17, Style.SMALL, Style.INK);
    }
  }

  private boolean numbersFit() {
    double widest =
        Arrays.stream(numbers)
            .flatMap(Arrays::stream)
            .mapToDouble(n -> Canvas.width(n, Style.SMALL))
            .max()
            .orElse(0);
    return cellHeight >= 13 && widest <= cellWidth - 2;
  }

  /**
   * White for 0, blue for the greatest value, vermillion for negative ones. The square root makes a
   * few mistakes among hundreds of hits visible.
   */
  private Color shade(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return Color.WHITE;
    }
    double depth = Math.sqrt(Math.abs(value) / greatest);
    Color full = value > 0 ? Style.BLUE : Style.VERMILLION;
    return new Color(
        mix(full.getRed(), depth), mix(full.getGreen(), depth), mix(full.getBlue(), depth));
  }

  private static int mix(int full, double depth) {
    return (int) Math.round(255 + (full - 255) * depth);
  }

  /** Black or white, whichever can be read on the colour. */
  static Color inkOn(Color color) {
    double light = 0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue();
    return light > 140 ? Style.INK : Color.WHITE;
  }

  private static double longest(List<String> labels) {
    double longest =
        labels.stream().mapToDouble(label -> Canvas.width(label, Style.SMALL)).max().orElse(0);
    return Math.min(LONGEST_LABEL, longest);
  }
}

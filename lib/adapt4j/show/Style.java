package adapt4j.show;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The one style of all charts and grids. Colours are those of Okabe and Ito, which the colour-blind
 * can tell apart; dashes and markers do the same in grey.
 */
final class Style {
  static final Color INK = new Color(0x22, 0x22, 0x22);
  static final Color FAINT = new Color(0x66, 0x66, 0x66);
  static final Color RULE = new Color(0xDD, 0xDD, 0xDD);
  static final Color BLUE = new Color(0x00, 0x72, 0xB2);
  static final Color VERMILLION = new Color(0xD5, 0x5E, 0x00);

  // The fonts come with the library: machines without any font, and all others, draw alike.
  static final Font TEXT = Fonts.load("DejaVuSans.ttf", 12);
  static final Font SMALL = TEXT.deriveFont(11f);
  static final Font BOLD = Fonts.load("DejaVuSans-Bold.ttf", 12);
  static final Font BOLD_SMALL = BOLD.deriveFont(11f);
  static final Font TITLE = BOLD.deriveFont(14f);

  private static final Color[] COLORS = {
    BLUE,
    new Color(0xE6, 0x9F, 0x00),
    new Color(0x00, 0x9E, 0x73),
    VERMILLION,
    new Color(0x56, 0xB4, 0xE9),
    new Color(0xCC, 0x79, 0xA7),
    Color.BLACK,
    // Beyond those of Okabe and Ito, for ten classes.
    new Color(0x8C, 0x8C, 0x8C),
    new Color(0x7A, 0x44, 0x19),
    new Color(0xA3, 0x9A, 0x00),
  };
  private static final float[][] DASHES = {
    null, {8, 4}, {2, 3}, {9, 3, 2, 3}, {14, 4}, {5, 2, 2, 2, 2, 2}, {4, 4}
  };
  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE,
    SeriesMarkers.SQUARE,
    SeriesMarkers.TRIANGLE_UP,
    SeriesMarkers.DIAMOND,
    SeriesMarkers.TRIANGLE_DOWN,
    SeriesMarkers.CROSS,
    SeriesMarkers.PLUS,
    SeriesMarkers.OVAL,
    SeriesMarkers.RECTANGLE,
    SeriesMarkers.TRAPEZOID,
  };

  private Style() {}

  static Color color(int series) {
    return COLORS[series % COLORS.length];
  }

  static Color color(int series, int alpha) {
    Color color = color(series);
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
  }

  static BasicStroke line(int series) {
    return stroke(2.2f, DASHES[series % DASHES.length]);
  }

  /** A solid line. */
  static BasicStroke stroke(float width) {
    return stroke(width, null);
  }

  /** A line of dashes and gaps of these lengths; null for a solid one. */
  static BasicStroke stroke(float width, float[] dash) {
    return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0);
  }

  static Marker marker(int series) {
    return MARKERS[series % MARKERS.length];
  }

  /** Gives an XChart chart this style. */
  static void apply(AxesChartStyler styler) {
    styler.setBaseFont(TEXT);
    styler.setChartTitleFont(TITLE);
    styler.setLegendFont(TEXT);
    styler.setAnnotationTextFont(SMALL);
    styler.setAnnotationTextPanelFont(SMALL);
    styler.setToolTipFont(SMALL);
    styler.setAxisTitleFont(TEXT);
    styler.setAxisTickLabelsFont(SMALL);
    styler.setLocale(Locale.ROOT);

    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setChartFontColor(INK);
    styler.setAxisTickLabelsColor(INK);
    styler.setAxisTickMarksColor(FAINT);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(RULE);
    styler.setPlotGridLinesStroke(stroke(1));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setAxisTicksMarksVisible(false);
    styler.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
    styler.setPlotMargin(0);
    styler.setChartPadding(10);
    styler.setChartTitlePadding(10);
    styler.setAxisTitlePadding(8);

    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendBackgroundColor(Color.WHITE);
    styler.setLegendSeriesLineLength(34);
    styler.setMarkerSize(7);
  }
}

package adapt4j.show;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.knowm.xchart.internal.chartpart.AxesChart;
import org.knowm.xchart.style.AxesChartStyler;

/**
 * What all charts share: a title, axis names, notes, and the ways to show them.
 *
 * @param <F> the kind of chart, so that calls can be chained
 */
public abstract sealed class Figure<F extends Figure<F>> permits XyFigure, Bars, Heat, Surface {
  static final int WIDTH = 720;
  static final int HEIGHT = 420;
  private static final int WIDEST_LEGEND = 200;
  private static final int LONGEST_X_NAME = 440;
  private static final int LONGEST_Y_NAME = 300;
  private static final int TITLE_LINE = 28;
  private static final int TITLE_HEIGHT = 30;
  private static final int NOTE_LINE = 17;

  final String title;
  String xAxis = "";
  String yAxis = "";
  boolean percent;
  private final List<String> notes = new ArrayList<>();

  Figure(String title) {
    this.title = Display.need(title, "title of the chart");
  }

  /** Names the horizontal axis, with its unit: "time in seconds". */
  public F xAxis(String name) {
    xAxis = Display.need(name, "name of the x axis");
    return self();
  }

  /** Names the vertical axis, with its unit. */
  public F yAxis(String name) {
    yAxis = Display.need(name, "name of the y axis");
    return self();
  }

  /** Writes the values, which are fractions, as percent: 0.95 as 95 %. */
  public F percent() {
    percent = true;
    return self();
  }

  /** Adds a line below the chart, for example what a band means or where a number is from. */
  public F note(String note) {
    notes.add(Display.need(note, "note"));
    return self();
  }

  /** Shows the chart: an image in a notebook, a few lines of text in a terminal. */
  public final void show() {
    String text = text();
    Display.image(image(), alt(), text, WIDTH);
  }

  /** The chart as an image, twice as large as it is shown. */
  public final BufferedImage image() {
    List<String> lines = new ArrayList<>();
    for (String note : allNotes()) {
      lines.addAll(Canvas.wrap(note, Style.SMALL, WIDTH - 40));
    }
    int foot = lines.isEmpty() ? 0 : lines.size() * NOTE_LINE + 8;
    Canvas canvas = new Canvas(WIDTH, bodyHeight() + foot);
    paint(canvas);
    double y = bodyHeight() + 10;
    for (String line : lines) {
      canvas.text(line, 20, y, Style.SMALL, Style.FAINT);
      y += NOTE_LINE;
    }
    canvas.graphics.dispose();
    return canvas.image;
  }

  /** The chart as a few lines of text. */
  public final String text() {
    StringBuilder text = new StringBuilder(title).append('\n').append(body());
    for (String note : allNotes()) {
      text.append("\n  ").append(note);
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return text();
  }

  /** Draws everything but the notes. */
  abstract void paint(Canvas canvas);

  /** The text below the title. */
  abstract String body();

  /** The chart in one sentence, for those who cannot see it. */
  abstract String alt();

  abstract F self();

  int bodyHeight() {
    return HEIGHT;
  }

  /** What the chart itself has to say about its data, for example values left out. */
  List<String> ownNotes() {
    return List.of();
  }

  String format(double value) {
    return percent ? Numbers.percent(value) : Numbers.format(value);
  }

  /** Writes the title above a chart, in the middle of the page. */
  final void paintTitle(Canvas canvas) {
    String cut = Canvas.fit(title, Style.TITLE, WIDTH - 40);
    canvas.centred(cut, WIDTH / 2.0, TITLE_LINE, Style.TITLE, Style.INK);
  }

  /** Draws an XChart chart below the title, with the names of the axes. */
  final void paint(Canvas canvas, AxesChart<?, ?> chart, String yName) {
    AxesChartStyler styler = chart.getStyler();
    chart.setXAxisTitle(Canvas.fit(xAxis, Style.TEXT, LONGEST_X_NAME));
    chart.setYAxisTitle(Canvas.fit(yName, Style.TEXT, LONGEST_Y_NAME));
    styler.setXAxisTitleVisible(!xAxis.isEmpty());
    // XChart would put the title over the plot, where long ones leave the page.
    styler.setChartTitleVisible(false);
    canvas.graphics.translate(0, TITLE_HEIGHT);
    chart.paint(canvas.graphics, WIDTH, HEIGHT - TITLE_HEIGHT);
    canvas.graphics.translate(0, -TITLE_HEIGHT);
    paintTitle(canvas);
  }

  /** An error that names this chart. */
  IllegalArgumentException wrong(String problem, Object... arguments) {
    return new IllegalArgumentException("Chart '" + title + "': " + problem.formatted(arguments));
  }

  /** A copy of names for an axis, which must all be there. */
  List<String> names(List<String> given, String what) {
    if (given == null || given.stream().anyMatch(Objects::isNull)) {
      throw wrong("%s are null, or one of them is. Give each a text.", what);
    }
    return List.copyOf(given);
  }

  /** A name cut to what fits into a legend. */
  static String legend(String name) {
    return Canvas.fit(name, Style.TEXT, WIDEST_LEGEND);
  }

  static String leftOut(int count) {
    return count == 1
        ? "1 value is not a number and is left out."
        : count + " values are not numbers and are left out.";
  }

  private List<String> allNotes() {
    List<String> all = new ArrayList<>(ownNotes());
    all.addAll(notes);
    return all;
  }
}

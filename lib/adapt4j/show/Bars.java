package adapt4j.show;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.CategoryStyler;

/** Bars, in groups, with error bars where they are given. Made by {@link Chart#bars}. */
public final class Bars extends Figure<Bars> {
  /** With more bars than these, the numbers on them would run into each other. */
  private static final int MOST_NUMBERS = 12;

  private static final int SPACE_FOR_LABELS = 560;

  private record Group(String name, List<String> labels, double[] values, double[] errors) {}

  private final List<Group> groups = new ArrayList<>();
  private int leftOut;

  Bars(String title) {
    super(title);
  }

  /** Adds bars of one colour: one value a label. */
  public Bars add(String name, List<String> labels, double[] values) {
    return add(name, labels, values, null);
  }

  /** Adds bars of one colour: one count a label. */
  public Bars add(String name, List<String> labels, int[] counts) {
    return add(
        name, labels, counts == null ? null : IntStream.of(counts).asDoubleStream().toArray());
  }

  /**
   * Adds bars with error bars.
   *
   * @param errors how far each error bar reaches to each side, for example a standard deviation;
   *     null for none
   */
  public Bars add(String name, List<String> labels, double[] values, double[] errors) {
    check(name, labels == null ? List.of() : names(labels, "the labels"), values, errors);
    double[] shown = values.clone();
    for (int i = 0; i < shown.length; i++) {
      if (!Double.isFinite(shown[i])) {
        shown[i] = Double.NaN;
        leftOut++;
      }
    }
    groups.add(new Group(name, List.copyOf(labels), shown, errors == null ? null : errors.clone()));
    return this;
  }

  private void check(String name, List<String> labels, double[] values, double[] errors) {
    if (name == null || name.isBlank()) {
      throw wrong("a group of bars needs a name for the legend.");
    }
    if (groups.stream().anyMatch(g -> g.name().equals(name))) {
      throw wrong("there are two groups '%s'. Give each its own name.", name);
    }
    if (values == null || labels.isEmpty()) {
      throw wrong("group '%s' is empty. Give it at least one label and value.", name);
    }
    if (labels.size() != values.length || (errors != null && errors.length != values.length)) {
      throw wrong(
          "group '%s' has %d labels, %d values%s. Give one value for every label.",
          name,
          labels.size(),
          values.length,
          errors == null ? "" : " and " + errors.length + " errors");
    }
    if (labels.stream().distinct().count() < labels.size()) {
      throw wrong("group '%s' has two labels of one name. Give each bar its own.", name);
    }
    if (!groups.isEmpty() && !groups.get(0).labels().equals(labels)) {
      throw wrong(
          "group '%s' has the labels %s, but group '%s' has %s. Give every group the same labels in"
              + " the same order.",
          name, labels, groups.get(0).name(), groups.get(0).labels());
    }
    if (DoubleStream.of(values).noneMatch(Double::isFinite)) {
      throw wrong("group '%s' holds no finite number. Look for NaN where it comes from.", name);
    }
  }

  @Override
  void paint(Canvas canvas) {
    checkFilled();
    List<String> labels = groups.get(0).labels();
    CategoryChart chart = new CategoryChart(WIDTH, HEIGHT);
    CategoryStyler styler = chart.getStyler();
    Style.apply(styler);
    styler.setYAxisTitleVisible(!yAxis.isEmpty());
    styler.setLegendVisible(groups.size() > 1);
    styler.setAvailableSpaceFill(groups.size() == 1 ? 0.6 : 0.8);
    styler.setErrorBarsColor(Style.INK);
    styler.setLabelsVisible(labels.size() * groups.size() <= MOST_NUMBERS && !hasErrors());
    styler.setLabelsFont(Style.SMALL);
    styler.setLabelsFontColorAutomaticEnabled(true);
    styler.setLabelsPosition(0.9);
    styler.setXAxisMaxLabelCount(Math.max(2, labels.size()));
    styler.setPlotContentSize(0.99);
    leaveHeadroom(styler);
    double longest = labels.stream().mapToDouble(l -> Canvas.width(l, Style.SMALL)).max().orElse(0);
    if (longest * labels.size() > SPACE_FOR_LABELS) {
      styler.setXAxisLabelRotation(40);
    }
    chart.setCustomYAxisTickLabelsFormatter(this::format);
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      CategorySeries bars =
          chart.addSeries(group.name(), labels, boxed(group.values()), boxed(group.errors()));
      bars.setFillColor(Style.color(i)).setLabel(legend(group.name()));
      bars.setLineColor(Color.WHITE);
    }
    paint(canvas, chart, yAxis);
  }

  /** Bars stand on 0, and neither they nor their error bars touch the top. */
  private void leaveHeadroom(CategoryStyler styler) {
    double low = 0;
    double high = 0;
    for (Group group : groups) {
      for (int i = 0; i < group.values().length; i++) {
        double error = group.errors() == null ? 0 : group.errors()[i];
        if (Double.isFinite(group.values()[i] + error)) {
          low = Math.min(low, group.values()[i] - error);
          high = Math.max(high, group.values()[i] + error);
        }
      }
    }
    double room = low == high ? 1 : (high - low) * 0.06;
    // An error bar below 0 of a value above 0 must not push the axis down.
    boolean below = groups.stream().anyMatch(g -> DoubleStream.of(g.values()).anyMatch(v -> v < 0));
    styler.setYAxisMin(below ? low - room : 0.0);
    styler.setYAxisMax(high > 0 || !below ? high + room : 0.0);
  }

  private boolean hasErrors() {
    return groups.stream().anyMatch(g -> g.errors() != null);
  }

  private static List<Double> boxed(double[] values) {
    return values == null
        ? null
        : DoubleStream.of(values)
            .mapToObj(v -> Double.isFinite(v) ? v : null)
            .collect(Collectors.toCollection(ArrayList::new));
  }

  private void checkFilled() {
    if (groups.isEmpty()) {
      throw new IllegalStateException(
          "Chart '" + title + "' has nothing to show. Call add(...) before show().");
    }
  }

  @Override
  List<String> ownNotes() {
    return leftOut == 0 ? List.of() : List.of(leftOut(leftOut));
  }

  @Override
  String body() {
    checkFilled();
    TextTable table = TextTable.labelled(groups.size());
    String[] row = new String[groups.size() + 1];
    Arrays.setAll(row, i -> i == 0 ? "" : groups.get(i - 1).name());
    table.row(row);
    List<String> labels = groups.get(0).labels();
    for (int l = 0; l < labels.size(); l++) {
      int label = l;
      Arrays.setAll(row, i -> i == 0 ? labels.get(label) : cell(groups.get(i - 1), label));
      table.row(row);
    }
    return table.toString();
  }

  private String cell(Group group, int label) {
    String value = format(group.values()[label]);
    return group.errors() == null ? value : value + " ± " + format(group.errors()[label]);
  }

  @Override
  String alt() {
    return "%s. Bar chart of %s for %s."
        .formatted(
            title,
            groups.stream().map(Group::name).collect(Collectors.joining(", ")),
            String.join(", ", groups.get(0).labels()));
  }

  @Override
  Bars self() {
    return this;
  }
}

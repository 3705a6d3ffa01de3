package adapt4j.lesson;

import adapt4j.data.DataException;
import adapt4j.data.Results;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/**
 * What was measured of a method, as the means over the seeds of the committed results.
 *
 * @param method its name
 * @param right the share of right answers, 0 to 1
 * @param unseen the same for facts that were in no training; not a number if that was not measured
 * @param later the same for what has just changed, before anything is trained again
 * @param seconds to adapt
 * @param update seconds to follow a change
 * @param millis of an answer
 * @param megabytes to store for each task
 * @param training megabytes for gradients and moments while it is trained
 * @param cites whether it can show its source
 * @param trains whether it needs examples with the right answer
 */
record Measured(
    String method,
    double right,
    double unseen,
    double later,
    double seconds,
    double update,
    double millis,
    double megabytes,
    double training,
    boolean cites,
    boolean trains) {
  private static final String FOLDER = "methods";
  private static final int ALL = 800; // texts of eight classes, a hundred of each

  /**
   * The methods that answer questions, on paraphrased questions about the handbook.
   *
   * @throws DataException if a file is missing or damaged
   */
  static List<Measured> answers() {
    Map<String, Map<String, List<Double>>> values = new LinkedHashMap<>();
    for (Row row : Results.table(FOLDER, "answers")) {
      values
          .computeIfAbsent(row.getString("method"), m -> new LinkedHashMap<>())
          .computeIfAbsent(row.getString("measure"), m -> new ArrayList<>())
          .add(row.getDouble("value"));
    }
    List<Measured> all = new ArrayList<>();
    values.forEach(
        (method, of) ->
            all.add(
                new Measured(
                    method,
                    mean(of.get("paraphrased")),
                    mean(of.getOrDefault("unseen facts", List.of())),
                    mean(of.get("paraphrased changed at once")),
                    mean(of.get("seconds")),
                    mean(of.get("update seconds")),
                    mean(of.get("milliseconds")),
                    mean(of.get("megabytes")),
                    mean(of.get("training megabytes")),
                    mean(of.get("cites")) > 0,
                    List.of("full fine-tuning", "LoRA", "hybrid").contains(method))));
    return all;
  }

  /**
   * The methods that sort texts into eight classes. What trains nothing follows a change of the
   * classes at once, but nobody has measured how well.
   *
   * @param labels of each class: 5 or 100 were measured
   * @throws DataException if a file is missing or damaged
   */
  static List<Measured> labels(int labels) {
    Map<String, Double> right = new LinkedHashMap<>();
    Table own = Results.table(FOLDER, "labels");
    for (String method : own.stringColumn("method").unique()) {
      put(
          right,
          method,
          own,
          row -> row.getString("method").equals(method) && row.getInt("labels") == labels);
    }
    if (labels == ALL / 8) {
      Table fine = Results.table("finetune", "accuracy");
      for (String method : List.of("full", "scratch")) {
        put(
            right,
            method,
            fine,
            row -> row.getString("method").equals(method) && row.getInt("texts") == ALL);
      }
      put(
          right,
          "LoRA",
          Results.table("lora", "accuracy"),
          r ->
              r.getString("method").equals("LoRA")
                  && r.getString("targets").equals("query value")
                  && r.getInt("size") == 8);
      put(
          right,
          "distilled student",
          Results.table("distill", "glosses-accuracy"),
          r -> r.getString("method").equals("soft targets"));
    }
    Table costs = Results.table(FOLDER, "costs");
    List<Measured> all = new ArrayList<>();
    right.forEach(
        (method, share) -> {
          boolean still = method.equals("nearest neighbour") || method.equals("prototypes");
          double none = Double.NaN;
          all.add(
              new Measured(
                  method,
                  share,
                  none,
                  still ? share : 0,
                  cost(costs, method, "seconds"),
                  none,
                  cost(costs, method, "milliseconds"),
                  cost(costs, method, "megabytes"),
                  cost(costs, method, "training megabytes"),
                  method.equals("nearest neighbour"),
                  true));
        });
    return all;
  }

  private static double cost(Table costs, String method, String measure) {
    List<Double> values = new ArrayList<>();
    for (Row row : costs) {
      if (row.getString("method").equals(method) && row.getString("measure").equals(measure)) {
        values.add(row.getDouble("value"));
      }
    }
    return mean(values);
  }

  private static void put(
      Map<String, Double> right, String method, Table table, Predicate<Row> which) {
    List<Double> values = new ArrayList<>();
    for (Row row : table) {
      if (which.test(row)) {
        values.add(row.getDouble("accuracy"));
      }
    }
    if (!values.isEmpty()) {
      right.put(method, mean(values));
    }
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}

package adapt4j.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** A notebook file that was run, and what its outputs say. */
final class Notebook {
  /**
   * What a reader should never meet: object ids, JShell's and the JDK's own names, colour codes.
   */
  private static final Pattern NOISE =
      Pattern.compile(
          "[\\w$]+@[0-9a-f]{5,8}\\b|\\bjdk\\.\\w+|REPL\\.\\$JShell\\S*|\\$\\$Lambda\\S*|SLF4J\\S*|\u001b");

  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  /** A claim and whether it held. The value is null where it is no finite number. */
  record Claim(String text, Double value, String bound, boolean holds) {
    Claim {
      value = value == null || !Double.isFinite(value) ? null : value; // JSON knows no NaN
    }
  }

  /** An exercise and its state: passed, failed or todo. */
  record Exercise(String exercise, String state) {}

  /** The cell that stopped the run. */
  record Failure(int cell, String source, String error) {}

  private final List<JsonObject> code;

  private Notebook(List<JsonObject> code) {
    this.code = code;
  }

  static Notebook read(Path file) throws IOException {
    JsonArray cells = Json.read(file).getAsJsonArray("cells");
    if (cells == null) {
      throw new IOException(file + " is no notebook: it has no cells");
    }
    return new Notebook(
        StreamSupport.stream(cells.spliterator(), false)
            .map(JsonElement::getAsJsonObject)
            .filter(cell -> cell.get("cell_type").getAsString().equals("code"))
            .toList());
  }

  /** The claims that were checked, in order. */
  List<Claim> claims() {
    return displayed(adapt4j.lesson.Claim.MIME, Claim.class);
  }

  /** The exercises that were checked, in order. */
  List<Exercise> exercises() {
    return displayed(adapt4j.lesson.Exercise.MIME, Exercise.class);
  }

  /** The cell that failed, if one did. */
  Optional<Failure> failure() {
    for (int i = 0; i < code.size(); i++) {
      for (JsonObject output : outputs(code.get(i))) {
        if (kind(output).equals("error")) {
          String trace = text(output.get("traceback"), "\n");
          String error =
              trace.isBlank()
                  ? text(output.get("ename")) + ": " + text(output.get("evalue"))
                  : trace;
          return Optional.of(
              new Failure(
                  i + 1, text(code.get(i).get("source")), COLOUR.matcher(error).replaceAll("")));
        }
      }
    }
    return Optional.empty();
  }

  /** The numbers of the code cells that were not run, the first being 1. Empty cells never are. */
  List<Integer> notRun() {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < code.size(); i++) {
      JsonElement count = code.get(i).get("execution_count");
      if ((count == null || count.isJsonNull()) && !text(code.get(i).get("source")).isBlank()) {
        numbers.add(i + 1);
      }
    }
    return numbers;
  }

  /** Whether any cell has an output. */
  boolean hasOutputs() {
    return code.stream().anyMatch(cell -> !outputs(cell).isEmpty());
  }

  /** What a code cell shows as text; the first has index 0. */
  String shown(int cell) {
    StringBuilder text = new StringBuilder();
    outputs(code.get(cell)).forEach(output -> text.append(readable(output)));
    return text.toString();
  }

  /** What a reader would stumble over: text on standard error, and noise in text outputs. */
  List<String> blemishes() {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < code.size(); i++) {
      for (JsonObject output : outputs(code.get(i))) {
        String where = "code cell " + (i + 1);
        if (kind(output).equals("stream") && text(output.get("name")).equals("stderr")) {
          found.add(where + " writes to standard error: " + text(output.get("text")).strip());
        }
        Matcher noise = NOISE.matcher(readable(output));
        if (!kind(output).equals("error") && noise.find()) {
          found.add(where + " shows \"" + noise.group() + "\"");
        }
      }
    }
    return found;
  }

  private <T> List<T> displayed(String type, Class<T> as) {
    List<T> found = new ArrayList<>();
    for (JsonObject cell : code) {
      for (JsonObject output : outputs(cell)) {
        JsonElement content = output.has("data") ? output.getAsJsonObject("data").get(type) : null;
        if (content != null) {
          found.add(parsed(content, type, as));
        }
      }
    }
    return found;
  }

  private static <T> T parsed(JsonElement content, String type, Class<T> as) {
    try {
      // Some clients store JSON as an object, some as its text.
      T value =
          content.isJsonObject()
              ? Json.GSON.fromJson(content, as)
              : Json.GSON.fromJson(text(content), as);
      if (value != null) {
        return value;
      }
    } catch (JsonParseException e) {
      throw new Problem("An output of type " + type + " cannot be read: " + content, e);
    }
    throw new Problem("An output of type " + type + " is empty.");
  }

  private static List<JsonObject> outputs(JsonObject cell) {
    JsonArray outputs = cell.getAsJsonArray("outputs");
    return outputs == null
        ? List.of()
        : StreamSupport.stream(outputs.spliterator(), false)
            .map(JsonElement::getAsJsonObject)
            .toList();
  }

  private static String kind(JsonObject output) {
    return output.get("output_type").getAsString();
  }

  private static String readable(JsonObject output) {
    StringBuilder text = new StringBuilder(text(output.get("text")));
    if (output.has("data")) {
      for (String type : List.of("text/plain", "text/html", "text/markdown")) {
        text.append('\n').append(text(output.getAsJsonObject("data").get(type)));
      }
    }
    return text.toString();
  }

  /** The notebook format keeps text as a string or as a list of its lines. */
  static String text(JsonElement element) {
    return text(element, "");
  }

  private static String text(JsonElement element, String between) {
    if (element == null || element.isJsonNull()) {
      return "";
    }
    if (element.isJsonArray()) {
      List<String> lines = new ArrayList<>();
      element.getAsJsonArray().forEach(line -> lines.add(line.getAsString()));
      return String.join(between, lines);
    }
    return element.getAsString();
  }
}

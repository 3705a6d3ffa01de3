package adapt4j.align;

import adapt4j.data.DataException;
import adapt4j.lm.Prompt;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What somebody preferred, pair by pair: the data from which a {@link RewardModel} and {@link Dpo}
 * learn. It does not matter whether a rule or a person has chosen.
 *
 * <pre>{@code
 * Preferences all = Preferences.by(annotator, Pair.sample(lm, prompts, Sampling.temperature(1)));
 * Preferences.Split parts = all.split(0.2, 1);   // no prompt is in both parts
 * }</pre>
 */
public final class Preferences {
  private static final Pattern QUESTION = Pattern.compile("(?s)<question> (.*) <answer>");
  private static final Pattern PART = Pattern.compile("<(text|question|passage|answer|end)>");

  private final List<Preference> list;

  private Preferences(List<Preference> list) {
    this.list = List.copyOf(list);
  }

  /**
   * Two parts without a common prompt.
   *
   * @param train to learn from
   * @param test to measure on
   */
  public record Split(Preferences train, Preferences test) {}

  /**
   * Gathers preferences.
   *
   * @param list at least one
   * @return the set
   * @throws IllegalArgumentException if there is none, or if all of several are one-sided: they
   *     choose the same text or reject the same text, so that nothing but this text can be learnt
   */
  public static Preferences of(List<Preference> list) {
    if (list.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no preference in this set. At least one pair must have been ranked; pairs that"
              + " are found equally good do not count.");
    }
    checkSides(list.stream().map(Preference::chosen).toList(), "choose");
    checkSides(list.stream().map(Preference::rejected).toList(), "reject");
    return new Preferences(list);
  }

  private static void checkSides(List<String> texts, String verb) {
    if (texts.size() > 1 && Set.copyOf(texts).size() == 1) {
      throw new IllegalArgumentException(
          String.format(
              "These preferences are one-sided: all %d %s the same text, \"%s\". Rank pairs with"
                  + " different texts.",
              texts.size(), verb, texts.get(0)));
    }
  }

  /**
   * Has pairs judged.
   *
   * @param judge such as an {@link Annotator}
   * @param pairs not ranked yet
   * @return one preference for each pair, but for those that the judge finds equally good
   * @throws IllegalArgumentException if none is left, or the judge's score is no number
   */
  public static Preferences by(Reward judge, List<Pair> pairs) {
    List<Prompt> prompts = pairs.stream().map(Pair::prompt).toList();
    double[] first = judge.scores(prompts, pairs.stream().map(Pair::first).toList());
    double[] second = judge.scores(prompts, pairs.stream().map(Pair::second).toList());
    List<Preference> list = new ArrayList<>();
    for (int i = 0; i < first.length; i++) {
      Pair pair = pairs.get(i);
      if (!Double.isFinite(first[i]) || !Double.isFinite(second[i])) {
        throw new IllegalArgumentException("The judge's score is no number for " + pair + ".");
      }
      if (first[i] != second[i]) {
        boolean better = first[i] > second[i];
        list.add(
            new Preference(
                pair.prompt(),
                better ? pair.first() : pair.second(),
                better ? pair.second() : pair.first()));
      }
    }
    return of(list);
  }

  /**
   * All preferences.
   *
   * @return at least one
   */
  public List<Preference> list() {
    return list;
  }

  /**
   * How many there are.
   *
   * @return at least 1
   */
  public int size() {
    return list.size();
  }

  /**
   * The prompts, each once.
   *
   * @return in the order in which they come first
   */
  public List<Prompt> prompts() {
    Set<String> seen = new HashSet<>();
    return list.stream().map(Preference::prompt).filter(p -> seen.add(p.toString())).toList();
  }

  /**
   * Divides the set by prompts, so that a test says something about prompts that are new.
   *
   * @param share of the prompts that is held out, above 0 and below 1; at least one is
   * @param seed of the draw
   * @return both parts
   * @throws IllegalArgumentException if the share is outside of that, or all are for one prompt
   */
  public Split split(double share, long seed) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "The share that is held out is above 0 and below 1, not " + share + ".");
    }
    List<String> keys =
        new ArrayList<>(
            list.stream()
                .map(preference -> preference.prompt().toString())
                .collect(Collectors.toCollection(LinkedHashSet::new)));
    if (keys.size() < 2) {
      throw new IllegalArgumentException(
          "All preferences are for one prompt, "
              + keys.get(0)
              + ". To hold some out, rank texts"
              + " for two prompts or more.");
    }
    Collections.shuffle(keys, new Random(seed));
    int held = (int) Math.max(1, Math.min(keys.size() - 1, Math.round(share * keys.size())));
    Set<String> test = Set.copyOf(keys.subList(0, held));
    return new Split(
        of(list.stream().filter(p -> !test.contains(p.prompt().toString())).toList()),
        of(list.stream().filter(p -> test.contains(p.prompt().toString())).toList()));
  }

  /**
   * Writes the set into a file of JSON that people can read, such as answers to keep.
   *
   * @param file is replaced
   * @throws IllegalArgumentException if a prompt is not a plain question
   * @throws DataException if the file cannot be written
   */
  public void write(Path file) {
    JsonArray all = new JsonArray();
    for (Preference preference : list) {
      JsonObject json = new JsonObject();
      json.addProperty("question", question(preference.prompt()));
      json.addProperty("chosen", preference.chosen());
      json.addProperty("rejected", preference.rejected());
      all.add(json);
    }
    try {
      Files.writeString(
          file,
          new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(all) + "\n");
    } catch (IOException e) {
      throw new DataException("The preferences could not be written to " + file + ".", e);
    }
  }

  /**
   * Reads a set.
   *
   * @param file that {@link #write} wrote, or somebody by hand
   * @return the set
   * @throws DataException if the file is missing or damaged, or what stands in it is no set
   */
  public static Preferences read(Path file) {
    try {
      List<Preference> list = new ArrayList<>();
      for (JsonElement element : JsonParser.parseString(Files.readString(file)).getAsJsonArray()) {
        JsonObject json = element.getAsJsonObject();
        list.add(
            new Preference(
                Prompt.question(json.get("question").getAsString()),
                json.get("chosen").getAsString(),
                json.get("rejected").getAsString()));
      }
      return of(list);
    } catch (IOException e) {
      throw new DataException("The preferences in " + file + " cannot be read: is it there?", e);
    } catch (IllegalArgumentException e) {
      throw new DataException(
          "The preferences in " + file + " cannot be used. " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new DataException(
          "The file " + file + " is no list of objects with question, chosen and rejected.", e);
    }
  }

  /** The text of a prompt that is nothing but a question. */
  static String question(Prompt prompt) {
    Matcher plain = QUESTION.matcher(prompt.toString());
    if (!plain.matches() || PART.matcher(plain.group(1)).find()) {
      throw new IllegalArgumentException(
          "This works for plain questions, such as Prompt.question(\"define: harbor\"), but not"
              + " for "
              + prompt
              + ".");
    }
    return plain.group(1);
  }

  @Override
  public String toString() {
    return list.size() + " preferences for " + prompts().size() + " prompts";
  }
}

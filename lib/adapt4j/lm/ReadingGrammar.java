package adapt4j.lm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the reading tasks are made of, read from two texts beside this class: {@code
 * reading-words.txt} (values and names) and {@code reading-relations.txt} (kinds of things, what is
 * told about them, and in which words). Both explain their signs in their first lines.
 */
final class ReadingGrammar {
  private static final Pattern TYPE = Pattern.compile("type (\\w+) (it|person)");
  private static final Pattern REL = Pattern.compile("([?!] )?rel ([\\w-]+) on ([\\w,]+): (.+)");
  private static final Pattern LINE =
      Pattern.compile("([?!] )?([svapq])(?: ([\\w]+)(#)?:(?= [A-Z{]))? (.+)");

  private static ReadingGrammar own;

  final ReadingWords words;
  final Map<String, Type> types = new LinkedHashMap<>();
  final List<ReadingRelation> relations = new ArrayList<>();
  private final Map<String, List<ReadingRelation>> shared = new ConcurrentHashMap<>();

  /**
   * A kind of thing.
   *
   * @param names by noun
   * @param apps what may follow a first mention
   * @param fills sentences that answer nothing
   */
  record Type(
      String name,
      boolean person,
      List<Map.Entry<String, ReadingPhrase>> names,
      List<ReadingPhrase> apps,
      List<ReadingPhrase> fills) {}

  /** The grammar of the course, read once. */
  static synchronized ReadingGrammar own() {
    if (own == null) {
      own = new ReadingGrammar(lines("reading-words.txt"), lines("reading-relations.txt"));
    }
    return own;
  }

  private static List<String> lines(String name) {
    try (InputStream in = ReadingGrammar.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read from the library.", e);
    }
  }

  /**
   * Reads a grammar.
   *
   * @throws IllegalArgumentException for a line that it cannot read, with its number
   */
  ReadingGrammar(List<String> wordLines, List<String> relationLines) {
    words = new ReadingWords(wordLines);
    Type type = null;
    ReadingRelation relation = null;
    for (int i = 0; i < relationLines.size(); i++) {
      String line = relationLines.get(i).strip();
      try {
        Matcher typeLine = TYPE.matcher(line);
        Matcher relLine = REL.matcher(line);
        if (line.isEmpty() || line.startsWith("#")) {
          continue;
        } else if (typeLine.matches()) {
          type =
              new Type(
                  typeLine.group(1),
                  typeLine.group(2).equals("person"),
                  new ArrayList<>(),
                  new ArrayList<>(),
                  new ArrayList<>());
          types.put(type.name, type);
          relation = null;
        } else if (relLine.matches()) {
          relation = relation(relLine);
          relations.add(relation);
        } else if (relation != null) {
          addLine(relation, line);
        } else {
          addTo(type, line);
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("Line " + (i + 1) + ": " + e.getMessage(), e);
      }
    }
  }

  /** The relations of a kind of thing that training may know. */
  List<ReadingRelation> shared(Type type) {
    return shared.computeIfAbsent(
        type.name,
        t -> relations.stream().filter(r -> r.part == 0 && r.types.contains(t)).toList());
  }

  private ReadingRelation relation(Matcher line) {
    ReadingRelation relation =
        new ReadingRelation(line.group(2), Set.of(line.group(3).split(",")), part(line.group(1)));
    for (String pair : line.group(4).split(" ")) {
      String[] both = pair.split("=");
      switch (both[0]) {
        case "key" -> relation.key = both[1];
        case "clash" -> relation.clash = both[1];
        default -> {
          words.check(both[1]);
          relation.slots.put(both[0], both[1]);
        }
      }
    }
    return relation;
  }

  /** A question mark keeps for development, an exclamation mark for the test. */
  private static int part(String mark) {
    return mark == null ? 0 : mark.startsWith("?") ? 1 : 2;
  }

  private void addLine(ReadingRelation relation, String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException("This is no line of a relation: " + line);
    }
    ReadingPhrase phrase = new ReadingPhrase(parts.group(5));
    words.check(phrase);
    for (String slot : phrase.slots()) {
      String plain = slot.replaceAll("~$", "").replace("W", "V");
      if (!relation.slots.containsKey(plain)
          && !Set.of("X", "X's", "X.o", "Y", "noun", "V-").contains(slot)) {
        throw new IllegalArgumentException("{" + slot + "} is no slot of " + relation + ".");
      }
    }
    char kind = parts.group(2).charAt(0);
    if (kind == 'q') {
      String slot = parts.group(3) == null ? "V" : parts.group(3);
      if (!relation.slots.containsKey(slot) || phrase.slots().contains(slot)) {
        throw new IllegalArgumentException("{" + slot + "} cannot answer: " + line);
      }
      relation.questions.add(
          new ReadingRelation.Question(slot, parts.group(4) != null, part(parts.group(1)), phrase));
    } else {
      relation.lines.add(
          new ReadingRelation.Line(kind, part(parts.group(1)), phrase, parts.group(5)));
    }
  }

  private void addTo(Type type, String line) {
    int colon = line.indexOf(": ");
    if (type == null || colon < 0) {
      throw new IllegalArgumentException("This belongs to nothing: " + line);
    }
    ReadingPhrase phrase = new ReadingPhrase(line.substring(colon + 2));
    words.check(phrase);
    String head = line.substring(0, colon);
    if (head.startsWith("name ")) {
      type.names.add(Map.entry(head.substring(5), phrase));
    } else if (head.equals("app")) {
      type.apps.add(phrase);
    } else if (head.equals("fill")) {
      type.fills.add(phrase);
    } else {
      throw new IllegalArgumentException("This is no line of a type: " + line);
    }
  }
}

package adapt4j.lm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The rules of {@code reading-words.txt}, by which values and names are made. */
final class ReadingWords {
  /** Of the words of a shared rule, every fifth is for development, and the next for the test. */
  private static final int SHARE = 5;

  private final Map<String, ReadingPhrase[]> rules = new HashMap<>(); // one a pool

  /**
   * A value of a rule.
   *
   * @param text the whole, such as "42 metres"
   * @param coreEnd where its core ends, which begins with it; 0 if it has none
   */
  record Value(String text, int coreEnd) {
    String core() {
      return text.substring(0, coreEnd);
    }

    /** What comes behind the core, such as "metres". */
    String unit() {
      return text.substring(coreEnd).strip();
    }
  }

  /**
   * Reads rules.
   *
   * @param lines of the file; those that begin with # are notes
   * @throws IllegalArgumentException for what is no rule, and for a rule that names an unknown one
   */
  ReadingWords(List<String> lines) {
    Map<String, String> sources = new HashMap<>();
    String name = null;
    for (String line : lines) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      int is = line.indexOf(" = ");
      if (line.startsWith(" ") && name != null) {
        sources.merge(name, line.strip(), (a, b) -> a + " " + b);
      } else if (is > 0) {
        name = line.substring(0, is);
        if (sources.put(name, line.substring(is + 3)) != null) {
          throw new IllegalArgumentException("There are two rules of the name " + name + ".");
        }
      } else {
        throw new IllegalArgumentException("This is no rule: " + line);
      }
    }
    sources.forEach(this::add);
    for (ReadingPhrase[] phrases : rules.values()) {
      check(phrases[0]);
    }
  }

  private void add(String name, String source) {
    String[] options = source.split(" +\\| +");
    if (!name.endsWith("*")) {
      ReadingPhrase all = new ReadingPhrase(String.join("|", options));
      rules.put(name, new ReadingPhrase[] {all, all, all});
      return;
    }
    ReadingPhrase[] shares = new ReadingPhrase[3];
    for (int pool = 0; pool < 3; pool++) {
      List<String> own = new ArrayList<>();
      for (int i = 0; i < options.length; i++) {
        int place = i % SHARE;
        if (pool == (place < SHARE - 2 ? 0 : place - SHARE + 3)) {
          own.add(options[i]);
        }
      }
      shares[pool] = new ReadingPhrase(String.join("|", own));
    }
    rules.put(name.substring(0, name.length() - 1), shares);
  }

  /** Every rule that a phrase names must be there. */
  void check(ReadingPhrase phrase) {
    for (String rule : phrase.rules()) {
      check(rule);
    }
  }

  void check(String rule) {
    if (!rule.equals("stem") && !rules.containsKey(rule)) {
      throw new IllegalArgumentException("There is no rule " + rule + " in reading-words.txt.");
    }
  }

  /** Draws from a rule. */
  Value value(String rule, Random random, int pool) {
    Collector collector = new Collector(random, pool);
    collector.rule(rule);
    return new Value(collector.text.toString(), collector.coreEnd);
  }

  /** Draws from a phrase without slots. */
  String text(ReadingPhrase phrase, Random random, int pool) {
    Collector collector = new Collector(random, pool);
    phrase.write(collector);
    return collector.text.toString();
  }

  void write(String rule, ReadingPhrase.Writer to, int pool) {
    if (rule.equals("stem")) {
      to.text(ReadingNames.stem(to.random(), pool));
    } else {
      rules.get(rule)[pool].write(to);
    }
  }

  private final class Collector implements ReadingPhrase.Writer {
    final ReadingText text = ReadingText.within();
    private final Random random;
    private final int pool;
    private int coreEnd;

    Collector(Random random, int pool) {
      this.random = random;
      this.pool = pool;
    }

    @Override
    public void text(String piece) {
      text.append(piece);
    }

    @Override
    public void slot(String name) {
      throw new IllegalArgumentException("A word has no slot: {" + name + "}.");
    }

    @Override
    public void rule(String name) {
      write(name, this, pool);
    }

    @Override
    public void core(boolean begins) {
      if (!begins) {
        coreEnd = text.length();
      }
    }

    @Override
    public Random random() {
      return random;
    }
  }
}

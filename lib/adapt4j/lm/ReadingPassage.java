package adapt4j.lm;

import adapt4j.lm.ReadingRelation.Line;
import adapt4j.lm.ReadingWords.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Writes facts as sentences: several in one at times, with pronouns and shorter names where it
 * stays clear who is meant.
 */
final class ReadingPassage {
  private static final List<String> OPENERS =
      List.of(
          "in addition, ",
          "besides, ",
          "as everybody knows, ",
          "it is said that ",
          "according to the guide, ",
          "by the way, ",
          "today, ",
          "officially, ");

  private static final List<String> TAILS =
      List.of(
          "so the local paper says",
          "as far as we know",
          "as a notice by the door says",
          "to the surprise of many",
          "which not everybody knows",
          "as was announced last week",
          "which is no secret",
          "as before",
          "according to the records",
          "for good reasons",
          "which has led to some talk",
          "as the older people remember");

  private final ReadingText text = new ReadingText();
  private final ReadingWords words;
  private final Random random;
  private final int pool;
  private final List<ReadingThing> things;
  private final Set<ReadingThing> mentioned = new HashSet<>();
  private final Set<ReadingThing> nounKnown = new HashSet<>();
  private final Set<ReadingPhrase> filled = new HashSet<>();
  private ReadingThing subject; // of the sentence before, which a pronoun can mean
  private boolean colon; // the sentence before cannot be continued

  ReadingPassage(List<ReadingThing> things, ReadingWords words, Random random, int pool) {
    this.things = things;
    this.words = words;
    this.random = random;
    this.pool = pool;
  }

  /** Writes all facts in this order. */
  String write(List<ReadingFact> facts) {
    List<ReadingFact> left = new ArrayList<>(facts);
    boolean intro = chance(35) && !facts.get(0).thing.type().apps().isEmpty();
    int fills = Math.max(0, random.nextInt(5) - 2);
    while (!left.isEmpty()) {
      ReadingFact fact = left.remove(0);
      if (intro && !fact.thing.tellsNoun() && !mentioned.contains(fact.thing)) {
        introduce(fact.thing);
      }
      if (fills > 0 && text.length() > 0 && chance(40)) {
        fills--;
        fill(fact.thing);
      }
      if (!pair(fact, left) && !together(fact, left)) {
        single(fact);
      }
    }
    if (fills > 0) {
      fill(facts.get(facts.size() - 1).thing);
    }
    return text.toString();
  }

  /** One fact as one sentence that can stand alone; empty if it has no such wording. */
  String plain(ReadingFact fact) {
    List<Line> lines =
        fact.relation.lines('s', 0).stream()
            .filter(l -> !l.phrase().slots().contains("V-") && !l.source().contains(":"))
            .toList();
    if (!lines.isEmpty()) {
      text.sentence();
      pick(lines).phrase().write(new LineWriter(fact, null, fact.thing, false));
    }
    return text.toString();
  }

  private void introduce(ReadingThing thing) {
    text.sentence();
    text.append(thing.name() + " is a " + thing.noun() + ".");
    mentioned.add(thing);
    nounKnown.add(thing);
    subject = thing;
    colon = false;
  }

  private void fill(ReadingThing thing) {
    List<ReadingPhrase> fills = thing.type().fills();
    if (fills.isEmpty()) {
      return;
    }
    ReadingPhrase fill = fills.get(random.nextInt(fills.size()));
    if (!filled.add(fill)) {
      return;
    }
    text.sentence();
    fill.write(new LineWriter(null, null, thing, false));
    subject = fill.slots().isEmpty() ? null : thing;
    colon = true;
  }

  /** Two things in one sentence: "A opens at nine, B at ten." */
  private boolean pair(ReadingFact fact, List<ReadingFact> left) {
    ReadingFact other =
        left.stream()
            .filter(f -> f.relation == fact.relation && f.thing != fact.thing)
            .findFirst()
            .orElse(null);
    int part = Math.max(fact.part, other == null ? 0 : other.part);
    List<Line> lines = fact.relation.lines('p', part);
    if (other == null || lines.isEmpty() || part == 0 && chance(40)) {
      return false;
    }
    left.remove(other);
    text.sentence();
    pick(lines).phrase().write(new LineWriter(fact, other, fact.thing, false));
    subject = null;
    colon = false;
    return true;
  }

  /** Two or three facts about a thing in one sentence. */
  private boolean together(ReadingFact first, List<ReadingFact> left) {
    if (left.isEmpty() || left.get(0).thing != first.thing || !chance(45)) {
      return false;
    }
    ReadingFact second = left.get(0);
    List<Line> verbs = second.relation.lines('v', second.part);
    List<Line> before = first.relation.lines('v', first.part);
    List<Line> beside = first.relation.lines('a', first.part);
    if (verbs.isEmpty() || before.isEmpty() && beside.isEmpty()) {
      return false;
    }
    left.remove(0);
    text.sentence();
    boolean apposed = before.isEmpty() || !beside.isEmpty() && chance(50);
    boolean relative = apposed || chance(35);
    LineWriter one = new LineWriter(first, null, first.thing, false);
    LineWriter two = new LineWriter(second, null, second.thing, false);
    // With a relative clause the name must stand: "it, which".
    if (relative) {
      full(first.thing);
    } else {
      one.slot("X");
    }
    mentioned.add(first.thing);
    text.append(relative ? ", " : " ");
    if (apposed) {
      pick(beside).phrase().write(one);
    } else {
      if (relative) {
        text.append(first.thing.type().person() ? "who " : "which ");
      }
      pick(before).phrase().write(one);
    }
    text.append(relative ? ", " : " and ");
    pick(verbs).phrase().write(two);
    text.append(".");
    subject = first.namesPeople() || second.namesPeople() ? null : first.thing;
    colon = false;
    return true;
  }

  private void single(ReadingFact fact) {
    List<Line> lines = new ArrayList<>(fact.relation.lines('s', fact.part));
    List<Line> verbs = fact.relation.lines('v', fact.part);
    boolean verb = lines.isEmpty() || !verbs.isEmpty() && chance(25);
    Line line = verb ? pick(verbs.isEmpty() ? lines : verbs) : pick(lines);
    boolean plain = verb || line.source().startsWith("{X} ");
    boolean mark = line.source().contains(":") || line.source().contains(";");
    LineWriter writer = new LineWriter(fact, null, fact.thing, plain);
    boolean joined =
        text.length() > 0 && !colon && !mark && !line.source().contains(" if ") && chance(12);
    if (joined) {
      text.replaceEnd(", and ");
      writer.small = true;
      writer.app = false;
    } else {
      text.sentence();
      if (plain && text.length() > 0 && chance(7)) {
        text.append(OPENERS.get(random.nextInt(OPENERS.size())));
        writer.app = false;
      }
    }
    writer.stiff = line.source().startsWith("{X},") || line.source().startsWith("{X} and ");
    if (verb) {
      writer.slot("X");
      text.append(" ");
    }
    line.phrase().write(writer);
    if (verb) {
      text.append(".");
    }
    boolean about = verb || line.source().contains("{X");
    subject = about && !(fact.namesPeople() && fact.thing.type().person()) ? fact.thing : null;
    colon = mark || !about || joined;
    if (!mark && !joined && !line.source().contains(" if ") && chance(9)) {
      text.replaceEnd(", " + TAILS.get(random.nextInt(TAILS.size())) + ".");
      colon = true;
    }
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private Line pick(List<Line> lines) {
    return lines.get(random.nextInt(lines.size()));
  }

  private void full(ReadingThing thing) {
    text.append(thing.name());
    mentioned.add(thing);
    if (thing.tellsNoun()) {
      nounKnown.add(thing);
    }
  }

  /** Whether no other thing of the passage could be meant by the shorter name. */
  private boolean isOnly(ReadingThing thing) {
    return things.stream()
        .noneMatch(other -> other != thing && other.shorter().equals(thing.shorter()));
  }

  /** What the passage made known, for the question. */
  boolean canBeShort(ReadingThing thing) {
    return nounKnown.contains(thing) && things.size() == 1;
  }

  /** Fills the gaps of a wording. */
  private final class LineWriter implements ReadingPhrase.Writer {
    private final ReadingFact fact;
    private final ReadingFact other;
    private final ReadingThing thing;
    private boolean app;
    private boolean stiff; // no pronoun: "it, which" and "it and others" are no English
    private boolean small; // the sentence goes on with one before

    LineWriter(ReadingFact fact, ReadingFact other, ReadingThing thing, boolean app) {
      this.fact = fact;
      this.other = other;
      this.thing = thing;
      this.app = app;
    }

    @Override
    public void text(String piece) {
      text.append(small ? Character.toLowerCase(piece.charAt(0)) + piece.substring(1) : piece);
      small = false;
    }

    @Override
    public void slot(String name) {
      small = false;
      switch (name) {
        case "X" -> mention();
        case "X's" -> owner();
        case "X.o" -> {
          boolean again = subject == thing && mentioned.contains(thing);
          text.append(again ? thing.object() : thing.name());
          mentioned.add(thing);
        }
        case "Y" -> full(other.thing);
        case "noun" -> {
          text.append(thing.noun());
          nounKnown.add(thing);
        }
        case "W" -> value(other, "V");
        case "V-" -> other();
        default -> value(fact, name);
      }
    }

    private void value(ReadingFact of, String slot) {
      Value value = of.value(slot);
      of.starts.put(slot, text.append(value.text()));
    }

    /** A value that does not hold. */
    private void other() {
      String told = fact.value("V").text();
      String no = told;
      while (no.contains(told) || told.contains(no)) {
        no = words.value(fact.relation.slots.get("V"), random, pool).text();
      }
      text.append(no);
    }

    private void mention() {
      boolean first = !mentioned.contains(thing);
      if (other != null || first) {
        full(thing);
        if (first && other == null && app && chance(30) && !thing.type().apps().isEmpty()) {
          text.append(", ");
          List<ReadingPhrase> apps = thing.type().apps();
          apps.get(random.nextInt(apps.size())).write(this);
          text.append(",");
        }
      } else if (subject == thing && text.atStart() && !stiff && chance(60)) {
        text.append(thing.subject());
      } else if (nounKnown.contains(thing) && isOnly(thing) && chance(60)) {
        text.append(thing.shorter());
      } else {
        full(thing);
      }
    }

    private void owner() {
      if (subject == thing && mentioned.contains(thing) && chance(70)) {
        text.append(thing.possessive());
      } else if (nounKnown.contains(thing) && isOnly(thing) && chance(50)) {
        text.append(ReadingThing.genitive(thing.shorter()));
      } else {
        text.append(ReadingThing.genitive(thing.name()));
        mentioned.add(thing);
      }
    }

    @Override
    public void rule(String name) {
      small = false;
      words.write(name, this, pool);
    }

    @Override
    public void core(boolean begins) {}

    @Override
    public Random random() {
      return random;
    }
  }
}

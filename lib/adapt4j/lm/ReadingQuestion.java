package adapt4j.lm;

import java.util.Random;
import java.util.Set;

/** Writes a question of a reading task; where it stays clear, with a pronoun or a shorter name. */
final class ReadingQuestion implements ReadingPhrase.Writer {
  private static final Set<String> AUXILIARIES =
      Set.of("is", "was", "did", "does", "has", "can", "do", "Is", "Was", "Did", "Does");

  private final ReadingText text = new ReadingText();
  private final ReadingFact fact;
  private final ReadingThing thing;
  private final boolean alone;
  private final boolean canBeShort;
  private final Random random;

  ReadingQuestion(
      ReadingFact fact, ReadingThing thing, boolean alone, boolean canBeShort, Random random) {
    this.fact = fact;
    this.thing = thing;
    this.alone = alone;
    this.canBeShort = canBeShort;
    this.random = random;
  }

  @Override
  public void text(String piece) {
    text.append(piece);
  }

  @Override
  public void slot(String name) {
    switch (name) {
      case "X" -> {
        boolean pronoun =
            alone
                && !ReadingTasks.ALONE.contains(thing.type().name())
                && AUXILIARIES.contains(text.lastWord())
                && random.nextInt(9) == 0;
        text.append(pronoun ? thing.subject() : name());
      }
      case "X's" ->
          text.append(
              alone && random.nextInt(7) == 0 ? thing.possessive() : ReadingThing.genitive(name()));
      case "V~" -> text.append(fact.value("V").unit());
      default -> text.append(fact.value(name).text());
    }
  }

  private String name() {
    return canBeShort && alone && random.nextInt(5) == 0 ? thing.shorter() : thing.name();
  }

  @Override
  public void rule(String name) {
    throw new IllegalArgumentException("A question draws no words: <" + name + ">.");
  }

  @Override
  public void core(boolean begins) {}

  @Override
  public Random random() {
    return random;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

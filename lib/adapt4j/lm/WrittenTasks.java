package adapt4j.lm;

import adapt4j.Lab;
import adapt4j.data.Card;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Reading tasks out of {@code data/lm-passages}: passages and questions that were written, not
 * generated. So that a model learns to read and not their answers by heart, names and numbers are
 * drawn anew each time, and a passage may get sentences of another one as company. In a second
 * stage, a passage may lose sentences too: the one with the answer, so that it states it no more,
 * or most of the others.
 */
final class WrittenTasks {
  private static final Pattern WORD = Pattern.compile("\\p{L}+");
  private static final Pattern SENTENCE = Pattern.compile("(?<=[.!?])\\s+(?=\\p{Lu})");

  /** Two digits or more that are not part of a time of day. */
  private static final Pattern NUMBER = Pattern.compile("(?<![\\d:.,])\\d{2,}(?![\\d:]|[.,]\\d)");

  private static final int RENAMED = 70; // per cent of the tasks
  private static final int RENUMBERED = 40;
  private static final int ACCOMPANIED = 30;
  private static final int SILENCED = 8; // in the second stage
  private static final int SHORTENED = 15;

  private final List<Questions.Titled> questions;
  private final Set<String> words;
  private final boolean cut;

  /**
   * @param questions the title of a passage holds its invented names, with | in between
   * @param words in small letters, which are no names though a name may hold them ("Street")
   * @param cut whether a passage may lose sentences
   */
  WrittenTasks(List<Questions.Titled> questions, Set<String> words, boolean cut) {
    this.questions = questions;
    this.words = words;
    this.cut = cut;
  }

  /** Those of a file to train on; the words are those of WordNet's definitions. */
  static WrittenTasks of(String file, boolean cut, GlossText glosses) {
    Set<String> words = new HashSet<>();
    glosses.train().forEach(d -> words.addAll(List.of(d.text().split("[^\\p{L}]+"))));
    return new WrittenTasks(load(file), words, cut);
  }

  /** Those to choose on, as they were written. */
  static List<Questions.Question> dev() {
    return load("dev.txt").stream().map(Questions.Titled::question).toList();
  }

  static List<Questions.Titled> load(String name) {
    Path file = Card.of(Lab.data().resolve("lm-passages")).file(name);
    return Questions.titled(file);
  }

  /** One of the questions, each as likely as another. */
  Questions.Question next(Random random) {
    Questions.Titled one = draw(random);
    Questions.Question question = cut ? cut(one.question(), random) : one.question();
    Map<String, String> others = new HashMap<>();
    if (random.nextInt(100) < RENAMED) {
      rename(one.title(), others, random);
    }
    if (random.nextInt(100) < RENUMBERED) {
      renumber(question.passage(), others, random);
    }
    String passage = with(others, question.passage());
    if (random.nextInt(100) < ACCOMPANIED) {
      String other = company(one, question.answers().get(0), random);
      passage = random.nextBoolean() ? passage + " " + other : other + " " + passage;
    }
    return new Questions.Question(
        passage.strip(),
        with(others, question.question()),
        List.of(with(others, question.answers().get(0))));
  }

  private Questions.Titled draw(Random random) {
    return questions.get(random.nextInt(questions.size()));
  }

  /** Perhaps without the sentence that answers, or with little beside it. */
  private static Questions.Question cut(Questions.Question whole, Random random) {
    int drawn = random.nextInt(100);
    List<String> sentences = List.of(SENTENCE.split(whole.passage()));
    String answer = whole.answers().get(0);
    boolean once = whole.answerable() && ReadingTasks.count(whole.passage(), answer) == 1;
    int at =
        IntStream.range(0, sentences.size())
            .filter(i -> ReadingTasks.count(sentences.get(i), answer) > 0)
            .findFirst()
            .orElse(-1);
    if (drawn < SILENCED && once && at >= 0 && sentences.size() > 2) {
      List<String> others = new ArrayList<>(sentences);
      others.remove(at);
      return new Questions.Question(
          String.join(" ", others), whole.question(), List.of(ReadingTask.NOT_STATED));
    }
    if (drawn < SILENCED || drawn >= SILENCED + SHORTENED || whole.answerable() && at < 0) {
      return whole;
    }
    int middle = whole.answerable() ? at : random.nextInt(sentences.size());
    int from = Math.max(0, middle - 1 - random.nextInt(2)); // a pronoun needs the sentence before
    int to = Math.min(sentences.size(), middle + 1 + random.nextInt(2));
    return new Questions.Question(
        String.join(" ", sentences.subList(from, to)), whole.question(), whole.answers());
  }

  /** Some sentences of another passage, without the answer. */
  private String company(Questions.Titled one, String answer, Random random) {
    String passage = draw(random).question().passage();
    if (passage.equals(one.question().passage()) || ReadingTasks.count(passage, answer) > 0) {
      return "";
    }
    String[] sentences = SENTENCE.split(passage);
    int n = Math.min(sentences.length, 1 + random.nextInt(3));
    int from = random.nextInt(sentences.length - n + 1);
    return String.join(" ", List.of(sentences).subList(from, from + n));
  }

  private void rename(String names, Map<String, String> others, Random random) {
    List<String> found = new ArrayList<>();
    Matcher matcher = WORD.matcher(names);
    while (matcher.find()) {
      found.add(matcher.group());
    }
    for (String word : found) {
      boolean name = Character.isUpperCase(word.charAt(0)) && word.length() > 1;
      if (name && !words.contains(word.toLowerCase(Locale.ROOT))) {
        others.computeIfAbsent(word, w -> ReadingNames.stem(random, 0));
      }
    }
  }

  /** With as many digits, and the same first one: a year stays a year. */
  private static void renumber(String passage, Map<String, String> others, Random random) {
    Matcher matcher = NUMBER.matcher(passage);
    while (matcher.find()) {
      StringBuilder number = new StringBuilder(matcher.group());
      int from = number.length() == 4 ? 2 : 1;
      for (int i = from; i < number.length(); i++) {
        number.setCharAt(i, (char) ('0' + random.nextInt(10)));
      }
      others.putIfAbsent(matcher.group(), number.toString());
    }
  }

  private static String with(Map<String, String> others, String text) {
    if (others.isEmpty()) {
      return text;
    }
    StringBuilder all = new StringBuilder();
    Matcher matcher = Pattern.compile("\\p{L}+|\\d+").matcher(text);
    while (matcher.find()) {
      String word = matcher.group();
      matcher.appendReplacement(all, Matcher.quoteReplacement(others.getOrDefault(word, word)));
    }
    return matcher.appendTail(all).toString();
  }
}

package adapt4j.lm;

import adapt4j.lm.GlossText.Definition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Reading tasks out of real sentences, those of WordNet: they bring words and turns that no
 * template has. A question is a sentence of the passage in which some words are asked for ("The
 * road follows what?", the idea of <a href="https://arxiv.org/abs/1506.03340">Hermann et al.
 * 2015</a>), or asks what a word of the passage means, or which word has a meaning.
 */
final class NaturalTasks {
  private static final Set<String> SMALL =
      Set.of(
          ("a an the of in on at to by for with from and or but as is are was were be been it he she"
                  + " they we you i his her its their my your that this who which not had has have")
              .split(" "));
  private static final int LEFT_OUT = 20; // per cent of the question's other words

  private final List<String> sentences = new ArrayList<>();
  private final List<Definition> nouns;

  NaturalTasks(List<Definition> definitions) {
    for (Definition definition : definitions) {
      definition.examples().stream()
          .filter(example -> example.split(" ").length >= 5)
          .forEach(sentences::add);
    }
    nouns =
        definitions.stream()
            .filter(d -> d.part().equals("noun") && d.text().split(" ").length >= 4)
            .toList();
  }

  /** A passage, a question about it, and the answer. */
  record Task(String passage, String question, String answer) {}

  Task next(Random random) {
    return random.nextInt(3) > 0 ? sentence(random) : meaning(random);
  }

  private Task sentence(Random random) {
    while (true) {
      List<String> some = new ArrayList<>();
      for (int n = 2 + random.nextInt(4); n > 0; n--) {
        some.add(sentences.get(random.nextInt(sentences.size())));
      }
      String[] words = some.get(0).split(" ");
      int length = 1 + random.nextInt(3);
      int from = random.nextInt(words.length - length + 1);
      int to = from + length;
      if (isSmall(words[to - 1]) || length == 1 && isSmall(words[from])) {
        continue;
      }
      List<String> asked = new ArrayList<>();
      for (int i = 0; i < words.length; i++) {
        if (i == from) {
          asked.add("what");
        } else if ((i < from || i >= to) && random.nextInt(100) >= LEFT_OUT) {
          asked.add(words[i]);
        }
      }
      String answer = bare(String.join(" ", List.of(words).subList(from, to)));
      Collections.shuffle(some, random);
      String passage = String.join(" ", some.stream().map(NaturalTasks::written).toList());
      String question = written(String.join(" ", asked)).replaceFirst("[.!?]*$", "?");
      if (asked.size() > 2 && ReadingTasks.count(passage, answer) == 1) {
        return new Task(passage, question, asIn(passage, answer));
      }
    }
  }

  private Task meaning(Random random) {
    while (true) {
      List<Definition> some = new ArrayList<>();
      for (int n = 2 + random.nextInt(3); n > 0; n--) {
        some.add(nouns.get(random.nextInt(nouns.size())));
      }
      Definition one = some.get(0);
      String word = one.words().get(0);
      boolean back = random.nextBoolean();
      boolean missing = random.nextInt(100) < 15;
      Collections.shuffle(some, random);
      StringBuilder passage = new StringBuilder();
      for (Definition each : some) {
        if (!missing || each != one) {
          passage.append(passage.length() == 0 ? "" : " ");
          passage.append(written(each.words().get(0) + " means " + each.text()));
        }
      }
      String text = passage.toString();
      if (ReadingTasks.count(text, word) == (missing ? 0 : 1)) {
        String answer = missing ? ReadingTask.NOT_STATED : back ? asIn(text, word) : one.text();
        String question = back ? "Which word means " + one.text() + "?" : "What is " + word + "?";
        return new Task(text, question, answer);
      }
    }
  }

  /** With the capitals of the passage, out of which it is to be copied. */
  private static String asIn(String passage, String answer) {
    int at = ReadingTasks.find(passage, answer, 0);
    return passage.substring(at, at + answer.length());
  }

  private static boolean isSmall(String word) {
    return SMALL.contains(bare(word).toLowerCase(java.util.Locale.ROOT));
  }

  private static String bare(String words) {
    return words.replaceFirst("^[^\\p{L}\\p{N}]+", "").replaceFirst("[^\\p{L}\\p{N}]+$", "");
  }

  /** As a sentence: with a capital, and a full stop. */
  private static String written(String sentence) {
    String whole = Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    return whole.matches("(?s).*[.!?]") ? whole : whole + ".";
  }
}

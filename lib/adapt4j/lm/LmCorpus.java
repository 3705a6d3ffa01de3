package adapt4j.lm;

import adapt4j.lm.GlossText.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The texts that the course's language models are trained on, as rows in which any place can be
 * looked up: so a run that was stopped goes on with the text that comes next.
 */
final class LmCorpus {
  private static final int READ = 30_000; // tasks that the tokeniser is trained on

  private LmCorpus() {}

  /** WordNet as running text: a line for each meaning, and its examples. */
  static List<String> texts(List<Definition> definitions) {
    List<String> texts = new ArrayList<>();
    for (Definition definition : definitions) {
      texts.add(definition.line());
      texts.addAll(definition.examples());
    }
    return texts;
  }

  /** A tokeniser for all that the models read and write. */
  static Bpe tokeniser(GlossText glosses, int size) {
    List<String> all = new ArrayList<>();
    texts(glosses.train()).forEach(text -> all.add(" " + text));
    for (ReadingTask task : ReadingTasks.of(ReadingPart.TRAIN, 0).take(READ)) {
      all.add(" " + task.passage());
      all.add(" " + task.question());
    }
    return Bpe.train(all, size);
  }

  /** The texts of WordNet, shuffled anew in each round. */
  static Corpus glosses(Bpe bpe, GlossText glosses, int context, long seed) {
    List<Sample> samples =
        texts(glosses.train()).stream()
            .map(text -> Prompt.sampleOf(bpe, text))
            .filter(sample -> sample.length() <= context)
            .toList();
    return Corpus.of(samples, seed);
  }

  /** Passages with a question. */
  static Corpus reading(Bpe bpe, int context, long seed) {
    return reading(bpe, context, seed, task -> true);
  }

  /** Passages with a question that the passage nearly answers. */
  static Corpus unanswerable(Bpe bpe, int context, long seed) {
    return reading(bpe, context, seed, task -> !task.answerable());
  }

  private static Corpus reading(Bpe bpe, int context, long seed, Predicate<ReadingTask> wanted) {
    return number -> {
      long own = Corpus.random(seed, number).nextLong();
      ReadingTasks tasks = ReadingTasks.of(ReadingPart.TRAIN, own);
      return fitting(
          context,
          () -> {
            ReadingTask task = Stream.generate(tasks::next).filter(wanted).findFirst().get();
            return task(bpe, task.question(), task.passage(), task.answer());
          });
    };
  }

  /** Passages of real sentences with a question. */
  static Corpus natural(Bpe bpe, GlossText glosses, int context, long seed) {
    NaturalTasks tasks = new NaturalTasks(glosses.train());
    return number -> {
      Random random = Corpus.random(seed, number);
      return fitting(
          context,
          () -> {
            NaturalTasks.Task task = tasks.next(random);
            return task(bpe, task.question(), task.passage(), task.answer());
          });
    };
  }

  /** Passages that were written, with a question. */
  static Corpus written(Bpe bpe, WrittenTasks tasks, int context, long seed) {
    return number -> {
      Random random = Corpus.random(seed, number);
      return fitting(
          context,
          () -> {
            Questions.Question task = tasks.next(random);
            return task(bpe, task.question(), task.passage(), task.answers().get(0));
          });
    };
  }

  /** What the words of WordNet mean: each meaning comes as often, by any of its words. */
  static Corpus definitions(Bpe bpe, GlossText glosses, int context, long seed) {
    List<Definition> all = glosses.train();
    return number -> {
      Random random = Corpus.random(seed, number);
      return fitting(
          context,
          () -> {
            Definition one = all.get(random.nextInt(all.size()));
            String word = one.words().get(random.nextInt(one.words().size()));
            return Instructions.define(word, random).sample(bpe, one.text());
          });
    };
  }

  /** Instructions of all families. */
  static Corpus instructions(Bpe bpe, int context, long seed) {
    return number -> {
      Instructions some = Instructions.train(Corpus.random(seed, number).nextLong());
      return fitting(
          context,
          () -> {
            Instruction one = some.next();
            return Prompt.question(one.prompt()).sample(bpe, one.answer());
          });
    };
  }

  private static Sample task(Bpe bpe, String question, String passage, String answer) {
    return Prompt.question(question).passage(passage).sample(bpe, answer);
  }

  /** A text that is too long gives its place to the next. */
  private static Sample fitting(int context, Supplier<Sample> texts) {
    Sample sample = texts.get();
    while (sample.length() > context) {
      sample = texts.get();
    }
    return sample;
  }
}

package adapt4j.lesson;

import adapt4j.Lab;
import adapt4j.data.Results;
import adapt4j.lm.Corpus;
import adapt4j.lm.Lm;
import adapt4j.lm.LmFit;
import adapt4j.lm.Prompt;
import adapt4j.lm.ReadingTask;
import adapt4j.lm.Sample;
import adapt4j.lm.Sampling;
import adapt4j.lora.Lora;
import adapt4j.rag.Chunker;
import adapt4j.rag.Handbook;
import adapt4j.rag.Handbook.Question;
import adapt4j.rag.HandbookFacts;
import adapt4j.rag.Hit;
import adapt4j.rag.KnowledgeBase;
import adapt4j.rag.LmReader;
import adapt4j.rag.QuestionEncoder;
import adapt4j.rag.Rag;
import adapt4j.rag.Reranked;
import adapt4j.rag.Retriever;
import adapt4j.rag.SentenceEmbeddings;
import adapt4j.rag.SentenceScorer;
import adapt4j.show.Progress;
import dev.langchain4j.data.document.Document;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Makes {@code data/methods/answers.csv}: lesson 10's comparison of the methods that answer
 * questions about the handbook, with seeds 1 to 3, as evidence for the {@link Guide}. What is done,
 * and with which settings, is what the lesson does.
 */
final class AnswersRecipe {
  private static final int[] SEEDS = {1, 2, 3};
  private static final String[] COLUMNS = {"method", "measure", "seed", "value"};
  private static final String[] LINEAR = {"query", "key", "value", "output", "up", "down"};
  private static final int FLOATS = 4; // bytes
  private static final int SHOWN = 4; // examples in the prompt

  private AnswersRecipe() {}

  static void make(Path folder) throws IOException {
    Results results = Results.open(folder.resolve("answers.csv"), COLUMNS);
    try (Progress progress = Progress.of("Answers", SEEDS.length)) {
      for (int seed : SEEDS) {
        if (results.get("hybrid", "cites", seed) == null) {
          try (Run run = new Run(seed)) {
            run.measure(results);
          }
        }
        progress.step("seed " + seed);
      }
    }
  }

  /** One way to answer, and what it cost. */
  private static final class Entrant {
    final UnaryOperator<String> answers;
    double seconds;
    double update;
    double bytes;
    long trained;
    double millis;
    double cites;
    HandbookExam exam;

    Entrant(UnaryOperator<String> answers) {
      this.answers = answers;
    }
  }

  private static final class Run implements AutoCloseable {
    private final int seed;
    private final Lab lab;
    private final Lm reader;
    private final HandbookFacts facts = HandbookFacts.load();
    private final Map<String, Entrant> all = new LinkedHashMap<>();

    Run(int seed) {
      this.seed = seed;
      lab = Lab.open(seed);
      reader = Lm.reader(lab);
    }

    void measure(Results results) throws IOException {
      Lm full = reader.copy();
      Lm thin = reader.copy();
      Lm read = reader.copy();
      try (full;
          thin;
          read) {
        enter("prompting", question -> say(reader, Prompt.question(question)));
        enter("few-shot prompting", question -> say(reader, fewShot(question)));
        Entrant byHeart = enter("full fine-tuning", q -> say(full, Prompt.question(q)));
        byHeart.seconds = seconds(() -> train(full, 200, 32, 1e-3, byHeart(1)));
        byHeart.trained = reader.parameters();
        byHeart.bytes = FLOATS * (double) byHeart.trained;
        Lora lora =
            Lora.builder().setRank(32).optAlpha(64).optTargets(LINEAR).inject(lab, thin.block());
        Entrant thinly = enter("LoRA", question -> say(thin, Prompt.question(question)));
        thinly.seconds = seconds(() -> train(thin, 200, 32, 2e-3, byHeart(1)));
        lora.merge();
        thinly.trained = lora.footprint().trained();
        thinly.bytes = FLOATS * (double) thinly.trained;
        try (KnowledgeBase base =
            KnowledgeBase.builder()
                .setEmbedding(SentenceEmbeddings.of(QuestionEncoder.load(lab)))
                .optChunker(Chunker.whole())
                .build()) {
          Retriever retriever = Reranked.of(base.hybrid(), SentenceScorer.of(base.embedding()));
          Entrant rag = enter("RAG", base, retriever, reader);
          rag.seconds = seconds(() -> fill(base, retriever, Handbook.version(1)));
          rag.bytes = FLOATS * (double) base.embedding().dimension() * base.size();
          exam("prompting", "few-shot prompting", "full fine-tuning", "LoRA", "RAG");
          Entrant hybrid = enter("hybrid", base, retriever, read);
          hybrid.seconds =
              rag.seconds
                  + seconds(() -> train(read, 60, 16, 5e-4, withPassages(facts, base, retriever)));
          hybrid.trained = byHeart.trained;
          hybrid.bytes = rag.bytes + byHeart.bytes;
          exam("hybrid");
          results.put(
              HandbookExam.of("by heart", facts, 1, system(base, retriever, full)).paraphrased(),
              "RAG",
              "paraphrased with a reader by heart",
              seed);
          try (Lm half = reader.copy()) {
            train(half, 60, 16, 5e-4, withPassages(facts.half(0), base, retriever));
            HandbookFacts others = facts.half(1);
            results.put(
                HandbookExam.of("half", others, 1, system(base, retriever, half)).paraphrased(),
                "hybrid",
                "unseen facts",
                seed);
            results.put(
                HandbookExam.of("RAG", others, 1, rag.answers).paraphrased(),
                "RAG",
                "unseen facts",
                seed);
          }
          all.values().forEach(one -> one.millis = millis(one));
          double update =
              seconds(
                  () -> {
                    base.update(Handbook.changes());
                    warm(retriever, Handbook.changes());
                  });
          rag.update = update;
          hybrid.update = update;
          atOnce(results);
          byHeart.update = seconds(() -> train(full, 60, 32, 1e-3, byHeart(2)));
          lora.unmerge();
          thinly.update = seconds(() -> train(thin, 60, 32, 2e-3, byHeart(2)));
          HandbookFacts moved = facts.onlyChanging();
          for (String name : all.keySet()) {
            HandbookExam after = HandbookExam.of(name, moved, 2, all.get(name).answers);
            results.put(after.changing(), name, "changed after the update", seed);
          }
          costs(results);
        }
      }
    }

    private Entrant enter(String name, UnaryOperator<String> answers) {
      Entrant entrant = new Entrant(answers);
      all.put(name, entrant);
      return entrant;
    }

    private Entrant enter(String name, KnowledgeBase base, Retriever retriever, Lm lm) {
      Entrant entrant = enter(name, system(base, retriever, lm));
      entrant.cites = 1;
      return entrant;
    }

    private static UnaryOperator<String> system(KnowledgeBase base, Retriever retriever, Lm lm) {
      Rag rag =
          Rag.builder()
              .setCorpus(base)
              .setGenerator(LmReader.of(lm, base))
              .optRetriever(retriever)
              .build();
      return question -> rag.ask(question).text();
    }

    /** The vectors of sentences are made when they are first looked at. */
    private static void fill(KnowledgeBase base, Retriever retriever, List<Document> documents) {
      base.add(documents);
      warm(retriever, documents);
    }

    private static void warm(Retriever retriever, List<Document> documents) {
      documents.forEach(document -> retriever.search(document.metadata().getString("title"), 5));
    }

    private void exam(String... names) {
      for (String name : names) {
        all.get(name).exam = HandbookExam.of(name, facts, 1, all.get(name).answers);
      }
    }

    private void atOnce(Results results) throws IOException {
      HandbookFacts moved = facts.onlyChanging();
      for (String name : all.keySet()) {
        HandbookExam now = HandbookExam.of(name, moved, 2, all.get(name).answers);
        results.put(now.changing(), name, "changed at once", seed);
        results.put(now.paraphrased(), name, "paraphrased changed at once", seed);
      }
    }

    private void costs(Results results) throws IOException {
      for (String name : all.keySet()) {
        Entrant one = all.get(name);
        results.put(one.exam.seen(), name, "seen", seed);
        results.put(one.exam.paraphrased(), name, "paraphrased", seed);
        results.put(one.exam.refused(), name, "refused", seed);
        results.put(one.seconds, name, "seconds", seed);
        results.put(one.update, name, "update seconds", seed);
        results.put(one.millis, name, "milliseconds", seed);
        results.put(one.bytes / 1e6, name, "megabytes", seed);
        results.put(3 * FLOATS * one.trained / 1e6, name, "training megabytes", seed);
        results.put(one.cites, name, "cites", seed);
      }
    }

    /** The median over questions that were not asked before; each method has its own. */
    private double millis(Entrant one) {
      List<Question> fresh = Handbook.dev().subList(0, 50);
      int from = 8 * List.copyOf(all.values()).indexOf(one);
      double[] times =
          fresh.subList(from, from + 8).stream()
              .mapToDouble(question -> 1e3 * seconds(() -> one.answers.apply(question.text())))
              .sorted()
              .toArray();
      return times[times.length / 2];
    }

    private static double seconds(Runnable work) {
      long start = System.nanoTime();
      work.run();
      return (System.nanoTime() - start) / 1e9;
    }

    private static String say(Lm lm, Prompt prompt) {
      return lm.generate(prompt, Sampling.greedy().optMost(24)).text();
    }

    private static String right(Question question, int version) {
      return question.answerable() ? question.answers(version).get(0) : ReadingTask.NOT_STATED;
    }

    private Prompt fewShot(String question) {
      Prompt prompt = null;
      for (Question shown : facts.seen().subList(0, SHOWN)) {
        if (!shown.text().equals(question)) {
          prompt = prompt == null ? Prompt.question(shown.text()) : prompt.next(shown.text());
          prompt = prompt.answer(right(shown, 1));
        }
      }
      return prompt.next(question);
    }

    private List<Sample> byHeart(int version) {
      return facts.train().stream()
          .map(q -> Prompt.question(q.text()).sample(reader.bpe(), right(q, version)))
          .toList();
    }

    private List<Sample> withPassages(HandbookFacts of, KnowledgeBase base, Retriever retriever) {
      List<Sample> samples = new ArrayList<>();
      for (Question question : of.train()) {
        List<Hit> hits = retriever.search(question.text(), 1);
        Prompt prompt = LmReader.of(reader, base).prompts(question.text(), hits).get(0);
        boolean there =
            hits.get(0).chunk().document().equals(question.document())
                && prompt.toString().contains(right(question, 1));
        samples.add(
            prompt.sample(reader.bpe(), there ? right(question, 1) : ReadingTask.NOT_STATED));
      }
      return samples;
    }

    private void train(Lm lm, int steps, int batch, double rate, List<Sample> samples) {
      LmFit.steps(steps).optBatch(batch).optRate(rate).on(lm, Corpus.of(samples, seed));
    }

    @Override
    public void close() {
      lab.close();
    }
  }
}

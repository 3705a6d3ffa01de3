package adapt4j.rag;

import dev.langchain4j.rag.content.retriever.ContentRetriever;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Retrieval-augmented generation (<a href="https://arxiv.org/abs/2005.11401">Lewis et al.
 * 2020</a>): find passages, check that they fit, answer from them, and say where the answer stands.
 *
 * <pre>{@code
 * Rag rag = Rag.builder().setCorpus(base).setGenerator(LmReader.of(lm, base)).build();
 * Answer answer = rag.ask("When does the Brindle office open?");
 * answer.text();
 * answer.citations();
 * answer.show();
 * }</pre>
 *
 * <p>It knows what is in the documents, no more and no less: for a style or a skill, train a model;
 * for facts that change, use this.
 */
public final class Rag {
  private static final int PASSAGES = 5;

  private final KnowledgeBase corpus;
  private final Retriever retriever;
  private final Generator generator;
  private final Evidence evidence;
  private final double threshold;
  private final int passages;

  private Rag(Builder builder, Retriever retriever) {
    corpus = builder.corpus;
    this.retriever = retriever;
    generator = builder.generator;
    evidence = Evidence.in(corpus);
    threshold = builder.threshold;
    passages = builder.passages;
  }

  /**
   * Starts one.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Answers a question.
   *
   * @param question in words
   * @return the answer, with its citations; or {@link Answer#NOT_FOUND}
   * @throws IllegalArgumentException if the question is empty
   * @throws IllegalStateException if there is no document
   */
  public Answer ask(String question) {
    Retriever.check(question, passages);
    if (corpus.size() == 0) {
      throw new IllegalStateException(
          "There is no document to answer from. Add some: base.add(Handbook.version(1)).");
    }
    Map<String, Double> millis = new LinkedHashMap<>();
    long start = System.nanoTime();
    List<Hit> hits = retriever.search(question, passages);
    long found = System.nanoTime();
    double score = evidence(question, hits);
    long checked = System.nanoTime();
    Generator.Reply reply =
        score < threshold ? Generator.Reply.none() : generator.answer(question, hits);
    millis.put("retrieve", (found - start) / 1e6);
    millis.put("check", (checked - found) / 1e6);
    millis.put("generate", (System.nanoTime() - checked) / 1e6);
    boolean answered = reply.found() && !reply.citations().isEmpty();
    return new Answer(
        question,
        answered ? reply.text() : Answer.NOT_FOUND,
        answered ? reply.citations() : List.of(),
        hits,
        score,
        millis);
  }

  private double evidence(String question, List<Hit> hits) {
    List<Evidence.Sentence> ranked = evidence.rank(question, hits);
    return ranked.isEmpty() ? Double.NEGATIVE_INFINITY : ranked.get(0).score();
  }

  /**
   * The documents, to change them: an answer is from what is there when it is asked for.
   *
   * @return that which it was built with
   */
  public KnowledgeBase corpus() {
    return corpus;
  }

  /** Puts the parts together. */
  public static final class Builder {
    private KnowledgeBase corpus;
    private ContentRetriever retriever;
    private Generator generator;
    private double threshold = Double.NEGATIVE_INFINITY;
    private int passages = PASSAGES;

    private Builder() {}

    /**
     * Sets the documents.
     *
     * @param corpus documents in an index
     * @return this builder
     */
    public Builder setCorpus(KnowledgeBase corpus) {
      this.corpus = corpus;
      return this;
    }

    /**
     * Sets what answers.
     *
     * @param generator reads what was found
     * @return this builder
     */
    public Builder setGenerator(Generator generator) {
      this.generator = generator;
      return this;
    }

    /**
     * Sets what finds.
     *
     * @param retriever any of LangChain4j's; {@link KnowledgeBase#hybrid} if this is not called
     * @return this builder
     */
    public Builder optRetriever(ContentRetriever retriever) {
      this.retriever = retriever;
      return this;
    }

    /**
     * Sets how many passages are found and read.
     *
     * @param passages at least 1; 5 if this is not called
     * @return this builder
     */
    public Builder optPassages(int passages) {
      this.passages = passages;
      return this;
    }

    /**
     * Refuses to answer where the best sentence fits too little.
     *
     * @param threshold the least {@link Evidence.Sentence#score}; choose it on a development part.
     *     Nothing is refused before reading if this is not called.
     * @return this builder
     */
    public Builder optThreshold(double threshold) {
      this.threshold = threshold;
      return this;
    }

    /**
     * Puts them together.
     *
     * @return ready to be asked
     * @throws IllegalArgumentException if corpus or generator is not set, fewer than 1 passage is
     *     asked for, or the threshold is no number
     */
    public Rag build() {
      if (corpus == null || generator == null) {
        throw new IllegalArgumentException(
            "Set a corpus and a generator: Rag.builder().setCorpus(...).setGenerator(...).");
      }
      if (passages < 1 || Double.isNaN(threshold)) {
        throw new IllegalArgumentException(
            "At least 1 passage is read, and the threshold is a number.");
      }
      return new Rag(this, retriever == null ? corpus.hybrid() : Retriever.of(retriever));
    }
  }
}

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * MiniLM on ONNX Runtime, for {@code ./lab bench embed}: by LangChain4j's in-process model, and
 * directly. Started with the number of threads; for each line of standard input it writes one.
 *
 * <pre>
 * go langchain4j FILE SIZE        the seconds that the texts of the file take, so many at a time
 * vectors langchain4j FILE SIZE TO     writes the vectors, one float after another
 * </pre>
 */
final class Embed {
  private static final String WEIGHTS = "all-minilm-l6-v2.onnx";
  private static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";

  /** Turns some texts into their vectors. */
  private interface Way {
    List<float[]> embed(List<String> texts) throws OrtException;
  }

  private Embed() {}

  public static void main(String[] args) throws IOException, OrtException {
    int threads = Integer.parseInt(args[0]);
    // One text is computed by all threads, several by one thread each: LangChain4j's best.
    LangChain4j one = new LangChain4j(session(threads), 1);
    LangChain4j several = new LangChain4j(session(1), threads);
    Direct direct = new Direct(session(threads));
    Map<String, Way> ways =
        Map.of(
            "langchain4j",
            texts -> (texts.size() == 1 ? one : several).vectors(texts),
            "direct",
            direct);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split("\t");
      List<String> texts = Files.readAllLines(Path.of(words[2]));
      int size = Integer.parseInt(words[3]);
      List<float[]> vectors = new ArrayList<>();
      long start = System.nanoTime();
      for (int from = 0; from < texts.size(); from += size) {
        List<String> some = texts.subList(from, Math.min(texts.size(), from + size));
        vectors.addAll(ways.get(words[1]).embed(some));
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      if (words[0].equals("vectors")) {
        write(vectors, Path.of(words[4]));
      }
      System.out.println(seconds);
      System.out.flush();
    }
    System.exit(0);
  }

  private static void write(List<float[]> vectors, Path file) throws IOException {
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      for (float[] vector : vectors) {
        for (float number : vector) {
          out.writeFloat(number);
        }
      }
    }
  }

  private static OrtSession session(int threads) throws IOException, OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(threads);
    options.setInterOpNumThreads(1);
    try (InputStream in = resource(WEIGHTS)) {
      return OrtEnvironment.getEnvironment().createSession(in.readAllBytes(), options);
    }
  }

  private static InputStream resource(String name) {
    return Embed.class.getClassLoader().getParent().getResourceAsStream(name);
  }

  /** LangChain4j's model: its own class gives no way to say how many threads. */
  private static final class LangChain4j extends AbstractInProcessEmbeddingModel {
    private final OnnxBertBiEncoder encoder;

    LangChain4j(OrtSession session, int atOnce) {
      super(Executors.newFixedThreadPool(atOnce));
      encoder =
          new OnnxBertBiEncoder(
              OrtEnvironment.getEnvironment(), session, resource(TOKENIZER), PoolingMode.MEAN);
    }

    @Override
    protected OnnxBertBiEncoder model() {
      return encoder;
    }

    List<float[]> vectors(List<String> texts) {
      List<TextSegment> segments = texts.stream().map(TextSegment::from).toList();
      return embedAll(segments).content().stream().map(e -> e.vector()).toList();
    }
  }

  /** All texts of a call as one batch, padded to the longest. */
  private static final class Direct implements Way {
    private final OrtSession session;
    private final HuggingFaceTokenizer tokenizer;

    Direct(OrtSession session) throws IOException {
      this.session = session;
      try (InputStream in = resource(TOKENIZER)) {
        // The file itself would cut at 128 tokens; the course's encoder cuts at 256.
        Map<String, String> options = new HashMap<>();
        options.put("padding", "true");
        options.put("truncation", "true");
        options.put("maxLength", "256");
        options.put("modelMaxLength", "256");
        tokenizer = HuggingFaceTokenizer.newInstance(in, options);
      }
    }

    @Override
    public List<float[]> embed(List<String> texts) throws OrtException {
      Encoding[] encodings = tokenizer.batchEncode(texts);
      long[][] ids = new long[encodings.length][];
      long[][] mask = new long[encodings.length][];
      long[][] types = new long[encodings.length][];
      for (int i = 0; i < encodings.length; i++) {
        ids[i] = encodings[i].getIds();
        mask[i] = encodings[i].getAttentionMask();
        types[i] = encodings[i].getTypeIds();
      }
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      try (OnnxTensor input = OnnxTensor.createTensor(environment, ids);
          OnnxTensor attention = OnnxTensor.createTensor(environment, mask);
          OnnxTensor type = OnnxTensor.createTensor(environment, types);
          OrtSession.Result result =
              session.run(
                  Map.of(
                      "input_ids", input, "attention_mask", attention, "token_type_ids", type))) {
        float[] states = ((OnnxTensor) result.get(0)).getFloatBuffer().array();
        int width = states.length / ids.length / ids[0].length;
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
          vectors.add(mean(states, i * ids[i].length * width, mask[i], width));
        }
        return vectors;
      }
    }

    /** The mean over the tokens that are no padding, of length 1. */
    private static float[] mean(float[] states, int from, long[] mask, int width) {
      float[] sum = new float[width];
      for (int t = 0; t < mask.length; t++) {
        for (int j = 0; j < width && mask[t] == 1; j++) {
          sum[j] += states[from + t * width + j];
        }
      }
      double square = 0;
      for (float x : sum) {
        square += x * x;
      }
      for (int j = 0; j < width; j++) {
        sum[j] /= (float) Math.sqrt(square);
      }
      return sum;
    }
  }
}

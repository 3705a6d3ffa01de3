package adapt4j.bench;

import adapt4j.Lab;
import adapt4j.lm.GlossText;
import adapt4j.lm.GlossText.Definition;
import adapt4j.text.SentenceEncoder;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Measures how many texts a second MiniLM turns into vectors ({@code ./lab bench embed}), beside
 * ONNX Runtime on the same weights: by LangChain4j's in-process model, and directly with padded
 * batches. All have the same number of threads. The texts are definitions of WordNet.
 */
public final class EmbedBench {
  private static final int ROUNDS = 9;
  private static final int WARM_UP = 2;
  private static final int BATCH = 32;
  private static final int LONGEST = 400; // letters: LangChain4j cuts a text at 128 tokens
  private static final double CLOSE = 1e-5;
  private static final List<String> PEERS = List.of("langchain4j", "direct");

  /** Texts, and how many are embedded at once. */
  record Set(String name, List<String> texts, int atOnce) {}

  private final SentenceEncoder encoder;
  private final int rounds;
  private final BenchReport.Builder report = new BenchReport.Builder("embed");

  private EmbedBench(Lab lab, int rounds) {
    this.rounds = rounds;
    encoder = SentenceEncoder.miniLm(lab);
  }

  /** Finds the peer's libraries, which the course itself does without. */
  public interface Libraries {
    /**
     * Finds them, or fetches them.
     *
     * @return a class path
     * @throws IOException if they cannot be had, with the reason
     */
    String classPath() throws IOException;
  }

  /**
   * Measures.
   *
   * @param lab computes our vectors
   * @param libraries of ONNX Runtime and of what runs it
   * @return texts a second, and how they compare; ours alone if the peer cannot be had
   */
  public static BenchReport test(Lab lab, Libraries libraries) {
    Path program = Lab.data().resolveSibling(Path.of("tests", "peers", "Embed.java"));
    return of(lab, sets(10), ROUNDS, program, libraries);
  }

  static BenchReport of(Lab lab, List<Set> sets, int rounds, Path program, Libraries libraries) {
    EmbedBench bench = new EmbedBench(lab, rounds);
    try (Peer peer = bench.start(program, libraries.classPath())) {
      bench.measure(sets, peer);
    } catch (IOException | PeerFailed e) {
      bench.report.show("Not compared with ONNX Runtime: " + e.getMessage());
      sets.forEach(bench::ours);
    }
    return bench.report.build();
  }

  /** One text at a time; batches of 32; the same with texts of one to eight definitions each. */
  static List<Set> sets(int batches) {
    List<String> texts = GlossText.load().test().stream().map(Definition::text).distinct().toList();
    List<String> mixed = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < 3 * BATCH; i++) {
      StringBuilder text = new StringBuilder(texts.get(at++ % texts.size()));
      for (int more = (1 << (i % 4)) - 1; more > 0; more--) {
        String next = texts.get(at++ % texts.size());
        text.append(text.length() + next.length() < LONGEST ? "; " + next : "");
      }
      mixed.add(text.toString());
    }
    return List.of(
        new Set("one text at a time", texts.subList(0, BATCH), 1),
        new Set("batches of 32", texts.subList(0, Math.min(texts.size(), batches * BATCH)), BATCH),
        new Set("batches of 32, mixed lengths", mixed, BATCH));
  }

  private Peer start(Path program, String classPath) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return Peer.start(
        "ONNX Runtime",
        Map.of("OPT_OUT_TRACKING", "true"),
        List.of(
            java.toString(),
            "-Xmx1g",
            "-cp",
            classPath,
            program.toString(),
            Integer.toString(JniUtils.getNumThreads())));
  }

  private void measure(List<Set> sets, Peer peer) throws IOException {
    Path file = Files.createTempFile("adapt4j", ".txt");
    try {
      double difference = 0;
      for (Set set : sets) {
        Files.write(file, set.texts());
        String[] work = {file.toString(), Integer.toString(set.atOnce())};
        for (String name : PEERS) {
          difference = Math.max(difference, difference(set, peer, name, work));
        }
        double[][] seconds = new double[1 + PEERS.size()][rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
          for (int i = 0; i < seconds.length; i++) {
            double took =
                i == 0 ? once(set) : peer.ask("go", PEERS.get(i - 1), work[0], work[1]).seconds();
            if (round >= 0) {
              seconds[i][round] = took;
            }
          }
        }
        tell(set, seconds);
      }
      report.atMost("greatest difference of two numbers of a vector", difference, CLOSE);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private void tell(Set set, double[][] seconds) {
    double[] medians = Arrays.stream(seconds).mapToDouble(BenchReport::median).toArray();
    String what = set.name() + ": times as fast as LangChain4j on ONNX Runtime";
    if (set.name().equals("batches of 32")) {
      report.atLeast(what, medians[1] / medians[0], 1);
    } else {
      report.only(what, medians[1] / medians[0]);
    }
    report.only("... as ONNX Runtime itself, padded batches", medians[2] / medians[0]);
    int n = set.texts().size();
    report.only("... texts a second", n / medians[0]);
    report.only("... of LangChain4j on ONNX Runtime", n / medians[1]);
    report.only("... of ONNX Runtime itself", n / medians[2]);
  }

  private void ours(Set set) {
    double[] seconds = new double[rounds];
    for (int round = -WARM_UP; round < rounds; round++) {
      double took = once(set);
      if (round >= 0) {
        seconds[round] = took;
      }
    }
    report.only(set.name() + ": texts a second", set.texts().size() / BenchReport.median(seconds));
  }

  private double once(Set set) {
    long start = System.nanoTime();
    for (int from = 0; from < set.texts().size(); from += set.atOnce()) {
      vectors(set, from);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private float[] vectors(Set set, int from) {
    int to = Math.min(set.texts().size(), from + set.atOnce());
    try (NDArray vectors = encoder.embed(set.texts().subList(from, to))) {
      return vectors.toFloatArray(); // as the peers do, and nothing stays to be computed
    }
  }

  /** The greatest difference to the vectors of a peer: else it would not be the same work. */
  private double difference(Set set, Peer peer, String name, String[] work) throws IOException {
    Path file = Files.createTempFile("adapt4j", ".vectors");
    try {
      peer.ask("vectors", name, work[0], work[1], file.toString());
      FloatBuffer theirs = ByteBuffer.wrap(Files.readAllBytes(file)).asFloatBuffer();
      if (theirs.remaining() != set.texts().size() * encoder.width()) {
        throw new IOException("it gave " + theirs.remaining() + " numbers");
      }
      double greatest = 0;
      for (int from = 0; from < set.texts().size(); from += set.atOnce()) {
        for (float ours : vectors(set, from)) {
          greatest = Math.max(greatest, Math.abs(ours - theirs.get()));
        }
      }
      return greatest;
    } finally {
      Files.deleteIfExists(file);
    }
  }
}

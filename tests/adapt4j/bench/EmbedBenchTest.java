package adapt4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.EachLab;
import adapt4j.text.SentenceEncoder;
import ai.djl.ndarray.NDArray;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedBenchTest extends EachLab {
  private static final List<String> TEXTS = List.of("a cat sat", "a dog ran far away", "rain");
  private static final List<EmbedBench.Set> SETS =
      List.of(new EmbedBench.Set("batches of 32", TEXTS, 2));

  /** It answers a million seconds, and copies vectors that lie beside it. */
  private static final String PEER =
      """
      class Embed {
        public static void main(String[] args) throws Exception {
          var in = new java.util.Scanner(System.in);
          while (in.hasNextLine()) {
            String[] words = in.nextLine().split("\\t");
            if (words[0].equals("vectors")) {
              java.nio.file.Files.copy(java.nio.file.Path.of("%s"), java.nio.file.Path.of(words[4]),
                  java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
            System.out.println(1e6);
          }
        }
      }
      """;

  @TempDir Path root;

  @Test
  void withoutLibrariesOursIsMeasuredAndTheReasonSaid() {
    BenchReport report =
        EmbedBench.of(
            lab,
            SETS,
            1,
            root.resolve("Embed.java"),
            () -> {
              throw new IOException("no network");
            });
    assertEquals(List.of("Not compared with ONNX Runtime: no network"), report.shown());
    assertEquals(1, report.lines().size());
    assertTrue(report.lines().get(0).value() > 0);
  }

  private BenchReport beside(float wrong) throws IOException {
    Path vectors = root.resolve("vectors");
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(vectors));
        NDArray all = SentenceEncoder.miniLm(lab).embed(TEXTS)) {
      for (float number : all.toFloatArray()) {
        out.writeFloat(number + wrong);
      }
    }
    Path peer = root.resolve("Embed.java");
    Files.writeString(peer, PEER.formatted(vectors));
    return EmbedBench.of(lab, SETS, 1, peer, () -> "none.jar");
  }

  @Test
  void aPeerIsComparedWith() throws IOException {
    BenchReport report = beside(0);
    assertEquals(List.of(), report.shown());
    assertEquals(6, report.lines().size());
    assertTrue(report.lines().get(0).value() > 1_000, report::toString);
    assertTrue(report.reached(), report::toString);
  }

  @Test
  void otherVectorsAreNotTheSameWork() throws IOException {
    BenchReport report = beside(2e-5f);
    assertFalse(report.reached());
    assertEquals(2e-5, report.lines().get(5).value(), 5e-6);
  }

  @Test
  void theTextsAreRealAndOfMixedLengths() {
    List<EmbedBench.Set> sets = EmbedBench.sets(2);
    assertEquals(List.of(32, 64, 96), sets.stream().map(set -> set.texts().size()).toList());
    SentenceEncoder encoder = SentenceEncoder.miniLm(lab);
    int[] pieces = sets.get(2).texts().stream().mapToInt(t -> encoder.pieces(t).size()).toArray();
    int longest = java.util.Arrays.stream(pieces).max().orElseThrow();
    assertTrue(longest > 70 && longest < 128, "longest " + longest);
    assertTrue(java.util.Arrays.stream(pieces).min().orElseThrow() < 15);
  }

  @Test
  void thePeerHasTheWeightsOfTheCourse() throws IOException {
    Matcher ours =
        Pattern.compile("<langchain4j.embeddings.version>(.*)</langchain4j.embeddings.version>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertTrue(ours.find());
    String theirs = Files.readString(Path.of("tests/peers/embed-pom.xml"));
    assertTrue(theirs.contains("<version>" + ours.group(1) + "</version>"), theirs);
  }
}

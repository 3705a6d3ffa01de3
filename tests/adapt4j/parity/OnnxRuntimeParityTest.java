package adapt4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.nn.SafeTensors;
import adapt4j.text.ParityTexts;
import adapt4j.text.Pretrained;
import adapt4j.text.SentenceEncoder;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Our encoders beside ONNX Runtime, which runs the graph of the very file that our weights are read
 * from: one text at a time, without padding, pooled here by hand. Compiled and run by {@code mvn
 * -Pparity test -Dtest=OnnxRuntimeParityTest}. With a file's name in the environment variable
 * {@code GOLDEN} it also writes what {@code SentenceEncoderTest} compares with at every build.
 */
class OnnxRuntimeParityTest {
  private static final List<String> TEXTS = ParityTexts.all();
  private static Lab lab;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  static Stream<Pretrained> models() {
    return Stream.of(Pretrained.MINILM, Pretrained.BGE_SMALL);
  }

  @ParameterizedTest
  @MethodSource("models")
  void vectorsEqualOnnxRuntimeWithinAHundredThousandth(Pretrained model)
      throws IOException, OrtException {
    SentenceEncoder encoder = SentenceEncoder.load(lab, model);
    try (NDManager scope = lab.scope();
        NDArray ours = encoder.embed(TEXTS)) {
      NDArray theirs = scope.create(onnxRuntime(encoder, model));
      float difference = ours.sub(theirs).abs().max().getFloat();
      System.out.println(model.name() + " differs by " + difference);
      assertTrue(difference < 1e-5, "off by " + difference);
      String golden = System.getenv("GOLDEN");
      if (model == Pretrained.MINILM && golden != null) {
        String about = "ONNX Runtime " + environment().getVersion() + ", every twelfth number";
        SafeTensors.write(
            Path.of(golden), Map.of("vectors", theirs.get(":, ::12")), Map.of("about", about));
      }
    }
  }

  @Test
  void theTextsHaveTwoToMoreThan128Tokens() {
    SentenceEncoder minilm = SentenceEncoder.miniLm(lab);
    int[] lengths = TEXTS.stream().mapToInt(text -> minilm.pieces(text).size()).toArray();
    assertEquals(2, Arrays.stream(lengths).min().orElseThrow());
    assertTrue(Arrays.stream(lengths).max().orElseThrow() > 128);
  }

  private static float[][] onnxRuntime(SentenceEncoder encoder, Pretrained model)
      throws IOException, OrtException {
    float[][] vectors = new float[TEXTS.size()][];
    byte[] file;
    try (InputStream in = Pretrained.class.getClassLoader().getResourceAsStream(model.weights())) {
      file = in.readAllBytes();
    }
    try (OrtSession session = environment().createSession(file)) {
      for (int i = 0; i < vectors.length; i++) {
        int length = encoder.pieces(TEXTS.get(i)).size();
        long[] ids = new long[length];
        long[] ones = new long[length];
        try (NDArray tokens = encoder.tokens(List.of(TEXTS.get(i)), length)) {
          for (int j = 0; j < length; j++) {
            ids[j] = (long) tokens.getFloat(0, j);
            ones[j] = 1;
          }
        }
        try (OnnxTensor input = OnnxTensor.createTensor(environment(), new long[][] {ids});
            OnnxTensor mask = OnnxTensor.createTensor(environment(), new long[][] {ones});
            OnnxTensor types =
                OnnxTensor.createTensor(environment(), new long[][] {new long[length]});
            OrtSession.Result result =
                session.run(
                    Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
          float[][] states = ((float[][][]) result.get(0).getValue())[0];
          vectors[i] = pooled(states, model.pooling());
        }
      }
    }
    return vectors;
  }

  private static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(); // the same one each time
  }

  private static float[] pooled(float[][] states, Pretrained.Pooling pooling) {
    double[] sum = new double[states[0].length];
    for (float[] state : pooling == Pretrained.Pooling.CLS ? new float[][] {states[0]} : states) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += state[j];
      }
    }
    double length = Math.sqrt(Arrays.stream(sum).map(x -> x * x).sum());
    float[] unit = new float[sum.length];
    for (int j = 0; j < unit.length; j++) {
      unit[j] = (float) (sum[j] / length);
    }
    return unit;
  }
}

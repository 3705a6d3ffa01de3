package adapt4j.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import adapt4j.Lab;
import adapt4j.nn.Layers;
import adapt4j.train.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class OnnxFileTest {
  private static Lab lab;

  @BeforeAll
  static void open() {
    lab = Lab.open(1);
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  @Test
  void arraysKeepTheirNamesAndLinearWeightsAreTurnedRound() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInitializer(floats("a.bias", 1, 2, 3))
            .addInitializer(floats("onnx::MatMul_7", 1, 2, 3, 4, 5, 6).toBuilder().clearDims())
            .addNode(
                NodeProto.newBuilder()
                    .setName("/a/layer.0/query/MatMul")
                    .addInput("x")
                    .addInput("onnx::MatMul_7"));
    graph.getInitializerBuilder(1).addDims(2).addDims(3);
    OnnxFile file = new OnnxFile(TinyBert.file(graph), "a test");
    try (NDManager scope = lab.scope()) {
      assertEquals(new Shape(3, 2), file.shape("a.layer.0.query.weight"));
      NDArray weight = file.array(scope, "a.layer.0.query.weight", new Shape(3, 2));
      assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, weight.toFloatArray());
      NDArray bias = file.array(scope, "a.bias", new Shape(3));
      assertArrayEquals(new float[] {1, 2, 3}, bias.toFloatArray());
    }
  }

  @Test
  void anArrayOutlivesTheFileItWasReadFrom() {
    try (NDManager scope = lab.scope()) {
      NDArray weights =
          new OnnxFile(TinyBert.file(TinyBert.graph()), "a test")
              .array(scope, "embeddings.word_embeddings.weight", new Shape(20, 4));
      NDArray handle = weights.stopGradient();
      float[] before = handle.toFloatArray();
      weights.close(); // and with it the buffer, if the array were only a view of one
      for (int i = 0; i < 20; i++) {
        System.gc();
        scope.create(new float[80]).duplicate();
      }
      assertArrayEquals(before, handle.toFloatArray());
    }
  }

  @Test
  void anEncoderIsReadWhole() {
    try (NDManager scope = lab.scope()) {
      OnnxFile file = new OnnxFile(TinyBert.file(TinyBert.graph()), "a test");
      BertEncoder encoder = BertWeights.read(file, TinyBert.MODEL, () -> "tiny", scope);
      assertEquals(TinyBert.SIZE, encoder.size());
      NDArray gamma =
          Layers.of(encoder).get("encoder.layer.1.attention.output.LayerNorm.gamma").getArray();
      NDArray inFile =
          file.array(scope, "encoder.layer.1.attention.output.LayerNorm.weight", new Shape(4));
      assertArrayEquals(inFile.toFloatArray(), gamma.toFloatArray());
    }
  }

  @Test
  void aFileThatIsCutOffAnywhereIsRefused() {
    byte[] whole = TinyBert.file(TinyBert.graph());
    for (int length = 0; length < whole.length; length += 7) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(ModelException.class, () -> read(part));
    }
  }

  @Test
  void randomBytesNeverDoWorseThanAModelException() {
    byte[] whole = TinyBert.file(TinyBert.graph());
    Random random = new Random(1);
    int refused = 0;
    for (int run = 0; run < 500; run++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i < 20; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        read(damaged); // damage among the numbers themselves cannot be seen
      } catch (ModelException e) {
        refused++;
      }
    }
    assertTrue(refused > 100, refused + " of 500 were refused");
  }

  @Test
  void whatIsWrongIsNamed() {
    String words = "embeddings.word_embeddings.weight";
    says("it has no array " + words, change(words, t -> t.setName("other")));
    says("FLOAT32", change(words, t -> t.setDataType(TensorProto.DataType.INT8_VALUE)));
    says("does not fit its 320 bytes", change(words, t -> t.setDims(0, 21)));
    says("does not fit", change(words, t -> t.setDims(0, -20)));
    says("does not fit", change(words, t -> t.setDims(0, Long.MAX_VALUE)));
    says("does not fit its 0 bytes", change(words, TensorProto.Builder::clearRawData));
    says(
        "has the shape (2) instead of (4)",
        change(
            "embeddings.LayerNorm.bias",
            t -> t.setDims(0, 2).setRawData(ByteString.copyFrom(new byte[8]))));
    GraphProto.Builder unnamed = TinyBert.graph();
    unnamed.getNodeBuilder(0).setName("MatMul_1");
    says(
        "it has no array encoder.layer.0.attention.self.query.weight",
        () -> read(TinyBert.file(unnamed)));
    says("no ONNX file", () -> read("<!DOCTYPE html><title>404</title>".getBytes()));
    says("it has no array", () -> read(new byte[0]));
  }

  private static Executable change(String name, UnaryOperator<TensorProto.Builder> change) {
    GraphProto.Builder graph = TinyBert.graph();
    for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      if (tensor.getName().equals(name)) {
        change.apply(tensor);
      }
    }
    return () -> read(TinyBert.file(graph));
  }

  private static void read(byte[] bytes) {
    try (NDManager scope = lab.scope()) {
      BertWeights.read(new OnnxFile(bytes, "a test"), TinyBert.MODEL, () -> "tiny", scope);
    }
  }

  private static TensorProto floats(String name, float... values) {
    TensorProto.Builder tensor = TinyBert.tensor(name, new Random(), values.length).toBuilder();
    java.nio.ByteBuffer raw =
        java.nio.ByteBuffer.allocate(4 * values.length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      raw.putFloat(value);
    }
    return tensor.setRawData(ByteString.copyFrom(raw.rewind())).build();
  }

  private static void says(String words, Executable bad) {
    String message = assertThrows(ModelException.class, bad).getMessage();
    assertTrue(message.contains(words), message);
  }
}

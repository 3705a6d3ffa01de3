package adapt4j.text;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** An ONNX file of BERT's layout, small enough to be made for a test. */
final class TinyBert {
  static final BertSize SIZE = new BertSize(20, 8, 2, 4, 2, 2, 6);
  static final Pretrained MODEL =
      new Pretrained("tiny", "none", "none", "none", 2, Pretrained.Pooling.MEAN, 8);

  private final Random random = new Random(1);
  private final GraphProto.Builder graph = GraphProto.newBuilder();

  /** The graph, to be changed before it becomes a file. */
  static GraphProto.Builder graph() {
    TinyBert tiny = new TinyBert();
    tiny.add("embeddings.word_embeddings.weight", SIZE.words(), SIZE.width());
    tiny.add("embeddings.position_embeddings.weight", SIZE.positions(), SIZE.width());
    tiny.add("embeddings.token_type_embeddings.weight", SIZE.types(), SIZE.width());
    tiny.norm("embeddings.LayerNorm");
    for (int i = 0; i < SIZE.layers(); i++) {
      String layer = "encoder.layer." + i;
      for (String part : new String[] {"self.query", "self.key", "self.value", "output.dense"}) {
        tiny.linear(layer, "attention." + part, SIZE.width(), SIZE.width());
      }
      tiny.norm(layer + ".attention.output.LayerNorm");
      tiny.linear(layer, "intermediate.dense", SIZE.width(), SIZE.inner());
      tiny.linear(layer, "output.dense", SIZE.inner(), SIZE.width());
      tiny.norm(layer + ".output.LayerNorm");
    }
    return tiny.graph;
  }

  static byte[] file(GraphProto.Builder graph) {
    return ModelProto.newBuilder().setIrVersion(6).setGraph(graph).build().toByteArray();
  }

  private void linear(String layer, String part, int in, int out) {
    String anonymous = "onnx::MatMul_" + graph.getInitializerCount();
    add(anonymous, in, out);
    add(layer + "." + part + ".bias", out);
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("MatMul")
            .setName("/encoder/" + layer.substring(8) + "/" + part.replace('.', '/') + "/MatMul")
            .addInput("x")
            .addInput(anonymous));
  }

  private void norm(String name) {
    add(name + ".weight", SIZE.width());
    add(name + ".bias", SIZE.width());
  }

  private void add(String name, int... shape) {
    graph.addInitializer(tensor(name, random, shape));
  }

  static TensorProto tensor(String name, Random random, int... shape) {
    int size = 1;
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name);
    for (int n : shape) {
      tensor.addDims(n);
      size *= n;
    }
    ByteBuffer raw = ByteBuffer.allocate(4 * size).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      raw.putFloat((float) random.nextGaussian());
    }
    return tensor
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .setRawData(ByteString.copyFrom(raw.rewind()))
        .build();
  }
}

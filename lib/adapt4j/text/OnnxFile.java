package adapt4j.text;

import adapt4j.train.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The weights in an ONNX file that was exported from PyTorch, under the names that they have there.
 *
 * <p>Biases, embeddings and normalisations keep their names in the file. The weights of linear
 * layers do not: they are found by the node that uses them ({@code
 * /encoder/layer.0/attention/self/query/MatMul}), and lie there as (in, out), not as (out, in).
 *
 * <p>The file is parsed as untrusted: type, shape and length of each array are checked before it is
 * read.
 */
final class OnnxFile {
  private static final String MATMUL = "/MatMul";

  private final String about;
  private final Map<String, Weight> weights = new HashMap<>();

  private record Weight(TensorProto tensor, boolean transposed) {}

  /**
   * Reads a file.
   *
   * @param bytes of the whole file; kept, not copied
   * @param about what it is, for error messages
   * @throws ModelException if it is no ONNX file, or is cut off
   */
  OnnxFile(byte[] bytes, String about) {
    this.about = about;
    GraphProto graph;
    try {
      CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
      in.enableAliasing(true); // the arrays stay where they are: 90 MB are not copied
      graph = ModelProto.parseFrom(in).getGraph();
      in.checkLastTagWas(0); // 0: the end of the file, and not something that looks like an end
    } catch (IOException e) {
      throw damaged("it is no ONNX file, or it is cut off (" + e.getMessage() + ")", e);
    }
    Map<String, TensorProto> tensors = new HashMap<>();
    for (TensorProto tensor : graph.getInitializerList()) {
      tensors.put(tensor.getName(), tensor);
      weights.put(tensor.getName(), new Weight(tensor, false));
    }
    for (NodeProto node : graph.getNodeList()) {
      String name = node.getName();
      if (name.startsWith("/") && name.endsWith(MATMUL) && node.getInputCount() == 2) {
        TensorProto tensor = tensors.get(node.getInput(1));
        if (tensor != null) {
          String layer = name.substring(1, name.length() - MATMUL.length()).replace('/', '.');
          weights.put(layer + ".weight", new Weight(tensor, true));
        }
      }
    }
  }

  /** Whether there is an array of this name. */
  boolean has(String name) {
    return weights.containsKey(name);
  }

  /**
   * The shape of an array, as PyTorch has it.
   *
   * @throws ModelException if there is none of this name, or it is no array of FLOAT32 in the file
   *     whose length fits its shape
   */
  Shape shape(String name) {
    Weight weight = weights.get(name);
    if (weight == null) {
      throw damaged("it has no array " + name, null);
    }
    TensorProto tensor = weight.tensor;
    if (tensor.getDataType() != TensorProto.DataType.FLOAT_VALUE) {
      throw damaged(name + " is no array of FLOAT32 (quantised files cannot be trained)", null);
    }
    double bytes = Float.BYTES; // as a double, it cannot overflow
    for (long size : tensor.getDimsList()) {
      bytes *= size < 1 || size > Integer.MAX_VALUE ? Double.NaN : size;
    }
    if (tensor.getRawData().size() != bytes) {
      throw damaged(
          name
              + " of shape "
              + tensor.getDimsList()
              + " does not fit its "
              + tensor.getRawData().size()
              + " bytes",
          null);
    }
    long[] dims = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
    if (!weight.transposed) {
      return new Shape(dims);
    }
    if (dims.length != 2) {
      throw damaged(name + " of a linear layer has the shape " + tensor.getDimsList(), null);
    }
    return new Shape(dims[1], dims[0]);
  }

  /**
   * Copies an array out of the file.
   *
   * @param manager owns the copy
   * @param name of the array
   * @param expected its shape, as PyTorch has it
   * @return FLOAT32
   * @throws ModelException as {@link #shape} does, or if the shape is another one
   */
  NDArray array(NDManager manager, String name, Shape expected) {
    Shape shape = shape(name);
    if (!shape.equals(expected)) {
      throw damaged(name + " has the shape " + shape + " instead of " + expected, null);
    }
    Weight weight = weights.get(name);
    ByteString raw = weight.tensor.getRawData();
    ByteBuffer buffer = ByteBuffer.allocateDirect(raw.size()).order(ByteOrder.nativeOrder());
    raw.copyTo(buffer);
    Shape stored = weight.transposed ? new Shape(shape.get(1), shape.get(0)) : shape;
    try (NDManager scope = manager.newSubManager()) {
      // DJL points into the buffer, so the array would live only as long as the buffer: copy it.
      NDArray view = scope.create(buffer.rewind(), stored, DataType.FLOAT32);
      if (weight.transposed) {
        view = view.transpose().flatten().reshape(shape);
      }
      NDArray array = view.duplicate();
      array.attach(manager);
      return array;
    }
  }

  private ModelException damaged(String why, Throwable cause) {
    return new ModelException(
        "The weights of "
            + about
            + " cannot be used: "
            + why
            + ". If the file is damaged, delete its folder in ~/.m2/repository: Maven fetches it again.",
        cause);
  }
}

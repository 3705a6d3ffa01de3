package adapt4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs one architecture with many sets of weights at once: as many networks as there are tasks, in
 * one graph of large operations instead of many graphs of small ones.
 *
 * <p>Weights have a dimension of tasks before their own shape, and so have the inputs. The result
 * is what {@link Functional} gives for each set of weights alone, up to rounding. Linear layers
 * become a batched product of matrices, and convolutions a grouped convolution.
 */
public final class Stacked implements Forward {
  /** DJL's functions of single numbers. */
  private static final Set<String> BY_NUMBER =
      Set.of(
          "identity",
          "ReLU",
          "sigmoid",
          "Tanh",
          "softPlus",
          "softSign",
          "LeakyReLU",
          "ELU",
          "SELU",
          "GELU");

  /** DJL's functions that treat each example by itself. */
  private static final Set<String> BY_EXAMPLE =
      Set.of("batchFlatten", "maxPool2d", "avgPool2d", "globalMaxPool2d", "globalAvgPool2d");

  private final Block block;
  private final List<Parameter> parameters;
  private final boolean normalises;

  private Stacked(Functional net) {
    this.block = net.block();
    this.parameters = net.parameters();
    this.normalises = Functional.normalises(block);
  }

  /**
   * The stacked form of a network.
   *
   * @param net built of nested {@link Stages} or {@code SequentialBlock}s with linear layers, 2D
   *     convolutions, batch normalisation of channels, dropout, and DJL's activations, flattening
   *     and 2D pooling
   * @return the function, for weights of shape (tasks, ...) and inputs of shape (tasks, n, ...)
   * @throws IllegalArgumentException if there is another block in it; the message names it
   */
  public static Stacked of(Functional net) {
    check(net.block());
    return new Stacked(net);
  }

  private static void check(Block block) {
    if (block instanceof SequentialBlock || block instanceof Stages) {
      block.getChildren().values().forEach(Stacked::check);
    } else if (block instanceof LambdaBlock lambda) {
      if (!BY_NUMBER.contains(lambda.getName()) && !BY_EXAMPLE.contains(lambda.getName())) {
        throw new IllegalArgumentException(
            "The function \""
                + lambda.getName()
                + "\" is not known to treat each example by itself, so it cannot run for many tasks"
                + " at once.");
      }
    } else if (!(block instanceof Linear
        || block instanceof Conv2d conv && conv.getGroups() == 1
        || block instanceof BatchNorm
        || block instanceof Dropout)) {
      throw new IllegalArgumentException(
          "A block of the kind "
              + block.getClass().getSimpleName()
              + " cannot run for many tasks at once (neither can a grouped convolution).");
    }
  }

  /**
   * Runs all networks.
   *
   * @param weights one array of shape (tasks, ...) for each of {@link Functional#parameters()}
   * @param inputs shape (tasks, n, ...)
   * @param training whether dropout is on
   * @return shape (tasks, n, ...); belongs to the manager of the inputs
   */
  @Override
  public NDArray forward(NDList weights, NDArray inputs, boolean training) {
    Map<String, NDArray> values = new HashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      values.put(parameters.get(i).getId(), weights.get(i));
    }
    return new Run(values, inputs.size(0), inputs.size(1), inputs.getManager())
        .through(block, inputs, training || normalises);
  }

  /** One forward pass. Between layers arrays have the shape (tasks, n, ...). */
  private record Run(Map<String, NDArray> values, long tasks, long n, NDManager scope) {

    NDArray through(Block block, NDArray x, boolean training) {
      if (block instanceof SequentialBlock || block instanceof Stages) {
        for (Block child : block.getChildren().values()) {
          boolean frozen = block instanceof Stages && Stages.frozen(child);
          x = through(child, x, training && !frozen);
        }
        return x;
      } else if (block instanceof Linear) {
        return linear(block, x);
      } else if (block instanceof Conv2d conv) {
        return convolution(conv, x);
      } else if (block instanceof BatchNorm) {
        return batchNorm(block, x, training);
      } else if (block instanceof LambdaBlock lambda && BY_EXAMPLE.contains(lambda.getName())) {
        NDArray rows = x.reshape(new Shape(-1).addAll(x.getShape().slice(2)));
        NDArray y = run(block, rows, training);
        return y.reshape(new Shape(tasks, n).addAll(y.getShape().slice(1)));
      }
      return run(block, x, training);
    }

    /** A layer without weights. */
    private NDArray run(Block layer, NDArray x, boolean training) {
      return layer.forward(new FastWeights(scope), new NDList(x), training).singletonOrThrow();
    }

    private NDArray linear(Block layer, NDArray x) {
      NDArray weight = value(layer, "weight"); // (tasks, out, in)
      NDArray bias = value(layer, "bias"); // (tasks, out)
      Shape shape = x.getShape();
      NDArray rows = shape.dimension() == 3 ? x : x.reshape(tasks, -1, weight.size(2));
      NDArray y = rows.batchMatMul(weight.transpose(0, 2, 1));
      if (bias != null) {
        y = y.add(bias.expandDims(1));
      }
      return rows == x ? y : y.reshape(shape.slice(0, shape.dimension() - 1).add(weight.size(1)));
    }

    private NDArray convolution(Conv2d layer, NDArray x) {
      NDArray weight = value(layer, "weight"); // (tasks, out, in, height, width)
      NDArray bias = value(layer, "bias");
      NDArray y =
          Conv2d.conv2d(
                  grouped(x),
                  weight.reshape(new Shape(-1).addAll(weight.getShape().slice(2))),
                  bias == null ? null : bias.flatten(),
                  layer.getStride(),
                  layer.getPadding(),
                  layer.getDilation(),
                  Math.toIntExact(tasks))
              .singletonOrThrow();
      return ungrouped(y);
    }

    /** The layer itself, over the channels of all tasks side by side. */
    private NDArray batchNorm(Block layer, NDArray x, boolean training) {
      FastWeights store = new FastWeights(scope);
      for (Parameter parameter : layer.getDirectParameters().values()) {
        NDArray value = value(parameter).flatten();
        // In training the layer writes into its statistics: give it a copy to spoil.
        store.put(parameter, Layers.learns(parameter) ? value : value.duplicate());
      }
      return ungrouped(layer.forward(store, new NDList(grouped(x)), training).singletonOrThrow());
    }

    /** From (tasks, n, channels, ...) to (n, tasks * channels, ...). */
    private NDArray grouped(NDArray x) {
      Shape one = x.getShape().slice(2);
      return x.swapAxes(0, 1).reshape(new Shape(n, tasks * one.get(0)).addAll(one.slice(1)));
    }

    private NDArray ungrouped(NDArray x) {
      return x.reshape(new Shape(n, tasks, -1).addAll(x.getShape().slice(2))).swapAxes(0, 1);
    }

    private NDArray value(Block layer, String name) {
      for (Parameter parameter : layer.getDirectParameters().values()) {
        if (parameter.getName().equals(name)) {
          return value(parameter);
        }
      }
      return null;
    }

    private NDArray value(Parameter parameter) {
      NDArray value = values.get(parameter.getId());
      if (value != null) {
        return value;
      }
      NDArray frozen = parameter.getArray(); // the same for every task
      NDArray view = frozen.expandDims(0);
      view.attach(scope);
      return view.broadcast(new Shape(tasks).addAll(frozen.getShape()));
    }
  }
}

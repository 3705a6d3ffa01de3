package adapt4j.transfer;

import adapt4j.Lab;
import adapt4j.nn.Stages;
import adapt4j.train.ModelException;
import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Backbones from DJL's model zoo: TorchScript files with their weights in them.
 *
 * <p>Such a file is one module to PyTorch. It runs in training mode as a whole as soon as one of
 * its layers is trained, and the running statistics inside move then; frozen whole, it keeps still.
 */
final class Zoo {
  private static final Map<String, String> ADDRESSES =
      Map.of("resnet18", "djl://ai.djl.pytorch/resnet18_embedding");
  private static final Shape PHOTOGRAPH = new Shape(3, 224, 224);
  // The mean and spread of ImageNet's colours, with which these networks were trained.
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] SPREAD = {0.229f, 0.224f, 0.225f};

  private Zoo() {}

  static Backbone backbone(Lab lab, String name) {
    String address = ADDRESSES.get(name);
    if (address == null) {
      throw new IllegalArgumentException(
          "DJL's zoo has no features of a network named "
              + name
              + ". There is "
              + String.join(", ", ADDRESSES.keySet())
              + ".");
    }
    return backbone(
        lab,
        name + " of DJL's model zoo, trained on ImageNet",
        PHOTOGRAPH,
        criteria().optModelUrls(address));
  }

  /** A backbone from a TorchScript file that gives features. */
  static Backbone backbone(Lab lab, Path file, Shape input) {
    return backbone(lab, file.getFileName().toString(), input, criteria().optModelPath(file));
  }

  private static Criteria.Builder<NDList, NDList> criteria() {
    return Criteria.builder()
        .setTypes(NDList.class, NDList.class)
        .optEngine("PyTorch")
        .optOption("trainParam", "true"); // or its layers could never be unfrozen
  }

  private static Backbone backbone(
      Lab lab, String about, Shape input, Criteria.Builder<NDList, NDList> criteria) {
    NDManager manager = lab.scope();
    Supplier<Stages> architecture =
        () -> {
          ZooModel<NDList, NDList> model = load(criteria.optDevice(lab.device()).build(), about);
          manager.attachInternal(UUID.randomUUID().toString(), model); // closed with the backbone
          return new Stages()
              .add("colours", new LambdaBlock(Zoo::normalised, "colours"))
              .add("network", model.getBlock())
              // A frozen network gives arrays of PyTorch's inference mode, which no head can learn
              // from; their copies are normal ones. (DJL's duplicate would cut the gradient.)
              .add("copy", LambdaBlock.singleton(features -> features.add(0), "copy"))
              .add("flatten", Blocks.batchFlattenBlock());
        };
    Stages body = architecture.get();
    body.initialize(manager, DataType.FLOAT32, new Shape(1).addAll(input));
    return new Backbone(lab, manager, architecture, body, input, about);
  }

  private static ZooModel<NDList, NDList> load(Criteria<NDList, NDList> criteria, String about) {
    try {
      return criteria.loadModel();
    } catch (IOException | ModelNotFoundException | MalformedModelException e) {
      throw new ModelException(
          "The network "
              + about
              + " could not be loaded. The first time it is fetched from DJL's server, which needs"
              + " the internet ("
              + e.getMessage()
              + "). Backbone.glyphs(lab) works without.",
          e);
    }
  }

  private static NDList normalised(NDList inputs) {
    NDArray image = inputs.singletonOrThrow();
    if (image.getShape().get(1) != 3) {
      return inputs;
    }
    NDManager manager = image.getManager();
    NDArray mean = manager.create(MEAN, new Shape(1, 3, 1, 1));
    NDArray spread = manager.create(SPREAD, new Shape(1, 3, 1, 1));
    return new NDList(image.sub(mean).div(spread));
  }
}

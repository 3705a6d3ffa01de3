package adapt4j.text;

import adapt4j.nn.Layers;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.NormalInitializer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Where the weights of a {@link BertEncoder} come from: a file, another encoder, or chance. */
final class BertWeights {
  private static final Shape ANY_TEXT = new Shape(1, 2);
  private static final String LAYER = "encoder.layer.";
  private static final float DEVIATION = 0.02f; // Devlin et al. 2019, in their code

  private BertWeights() {}

  /**
   * Reads an encoder from a file.
   *
   * @param vocabulary that of the model's tokenizer
   * @param manager owns the weights
   * @return the encoder, frozen
   * @throws adapt4j.train.ModelException if something is missing or has another shape
   */
  static BertEncoder read(
      OnnxFile file, Pretrained model, Supplier<String> vocabulary, NDManager manager) {
    BertEncoder encoder =
        new BertEncoder(BertSize.of(file, model.heads()), model.pooling(), vocabulary);
    Layers.of(encoder)
        .forEach(
            (name, parameter) -> {
              parameter.freeze(true);
              parameter.setInitializer((m, shape, type) -> file.array(m, nameInFile(name), shape));
            });
    encoder.initialize(manager, DataType.FLOAT32, ANY_TEXT);
    return encoder;
  }

  /** DJL calls a normalisation's scale and shift by their Greek letters. */
  private static String nameInFile(String name) {
    return name.replaceFirst("gamma$", "weight").replaceFirst("beta$", "bias");
  }

  /**
   * Gives an encoder the weights of another one of the same size.
   *
   * @param encoder has none yet
   * @param source where they come from
   * @param own parameters of the encoder that get a copy; the others are frozen and share the
   *     memory of the source
   * @param manager owns the arrays
   */
  static void take(
      BertEncoder encoder, BertEncoder source, Collection<Parameter> own, NDManager manager) {
    take(encoder, Layers.of(source), own, manager);
  }

  /**
   * An encoder with some of another one's layers, which share its memory.
   *
   * @param source where the weights come from
   * @param layers from 0, in the order in which they will stand
   * @param manager owns the arrays
   * @return the encoder, frozen
   */
  static BertEncoder some(BertEncoder source, int[] layers, NDManager manager) {
    BertEncoder encoder =
        new BertEncoder(source.size().withLayers(layers.length), source.pooling(), source::reads);
    Map<String, Parameter> from = new LinkedHashMap<>();
    Layers.of(source)
        .forEach(
            (name, parameter) -> {
              if (!name.startsWith(LAYER)) {
                from.put(name, parameter);
              }
            });
    for (int i = 0; i < layers.length; i++) {
      String there = LAYER + layers[i] + ".";
      String here = LAYER + i + ".";
      Layers.of(source).entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(there))
          .forEach(e -> from.put(here + e.getKey().substring(there.length()), e.getValue()));
    }
    take(encoder, from, List.of(), manager);
    return encoder;
  }

  private static void take(
      BertEncoder encoder,
      Map<String, Parameter> from,
      Collection<Parameter> own,
      NDManager manager) {
    Map<String, Parameter> shared = new LinkedHashMap<>();
    Layers.of(encoder)
        .forEach(
            (name, parameter) -> {
              NDArray weights = from.get(name).getArray();
              boolean copied = own.contains(parameter);
              if (!copied) {
                parameter.freeze(true);
                shared.put(name, parameter);
              }
              parameter.setInitializer(
                  (m, shape, type) -> {
                    NDArray array = copied ? weights.duplicate() : weights.stopGradient();
                    array.attach(m);
                    return array;
                  });
            });
    encoder.initialize(manager, DataType.FLOAT32, ANY_TEXT);
    encoder.share(shared);
  }

  /** Gives an encoder weights that are drawn as BERT's were before its training. */
  static void draw(BertEncoder encoder, NDManager manager) {
    encoder.setInitializer(new NormalInitializer(DEVIATION), Parameter.Type.WEIGHT);
    encoder.initialize(manager, DataType.FLOAT32, ANY_TEXT);
  }
}

package adapt4j.text;

import adapt4j.Lab;
import adapt4j.data.Examples;
import adapt4j.nn.Layers;
import adapt4j.nn.Stages;
import adapt4j.train.Classifier;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;

/** Makes classifiers: a {@link BertEncoder} as body, and a fresh linear head. */
final class TextHead {
  static final String BODY = "body";
  static final String HEAD = "head";

  private TextHead() {}

  static Classifier copied(Lab lab, BertEncoder source, Examples examples) {
    return net(
        lab,
        source,
        examples,
        (net, manager) -> {
          BertEncoder body = (BertEncoder) net.stage(BODY);
          BertWeights.take(body, source, Layers.of(body).values(), manager);
        });
  }

  static Classifier frozen(Lab lab, BertEncoder source, Examples examples, String... except) {
    return net(
        lab,
        source,
        examples,
        (net, manager) -> {
          Collection<Parameter> own =
              except.length == 0 ? List.of() : Layers.matching(net, except).values();
          BertWeights.take((BertEncoder) net.stage(BODY), source, own, manager);
        });
  }

  static Classifier fresh(Lab lab, BertEncoder source, Examples examples) {
    return net(
        lab,
        source,
        examples,
        (net, manager) -> {
          lab.reseed();
          BertWeights.draw((BertEncoder) net.stage(BODY), manager);
        });
  }

  private static Classifier net(
      Lab lab, BertEncoder source, Examples examples, BiConsumer<Stages, NDManager> fillBody) {
    BertEncoder body = new BertEncoder(source.size(), source.pooling(), source::reads);
    Stages net = Stages.bodyAndHead(body, examples.classes().size());
    try (NDManager scope = lab.scope()) {
      fillBody.accept(net, scope);
      Classifier classifier = Classifier.of(lab, net, examples); // leaves filled parts as they are
      NDManager owner = classifier.model().getNDManager();
      Layers.of(body).values().forEach(parameter -> parameter.getArray().attach(owner));
      return classifier;
    }
  }

  /**
   * The encoder inside a classifier.
   *
   * @param source the encoder that made the classifier
   * @throws IllegalArgumentException if it did not
   */
  static BertEncoder bodyOf(Classifier net, BertEncoder source) {
    if (net.model().getBlock() instanceof Stages stages
        && stages.has(BODY)
        && stages.stage(BODY) instanceof BertEncoder body
        && body.size().equals(source.size())
        && body.pooling() == source.pooling()) {
      return body;
    }
    throw new IllegalArgumentException(
        "This network was not made by withHead(...) or its like of this encoder.");
  }
}

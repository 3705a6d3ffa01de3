package adapt4j.lora;

import adapt4j.nn.Layers;
import adapt4j.show.Tables;
import adapt4j.train.Classifier;
import adapt4j.train.ModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Something small and trained inside a network that keeps still: {@link Lora} or {@link Prefix}.
 *
 * <p>As long as it is there, everything in the network is frozen but the adapter itself, a stage
 * {@code head} (unless it was frozen before), and the layers named in {@code optAlso}. These belong
 * to the {@link Adapter} too, and so do running statistics of batch normalisation.
 */
public abstract sealed class Injected permits Lora, Prefix {
  static final String METHOD = "method";

  private final Base base;
  private final Map<String, String> settings;
  private final Map<String, Parameter> own = new LinkedHashMap<>();
  private Classifier net; // under the class names of the adapter in use
  private String fingerprint;
  private boolean removed;

  /**
   * Freezes the base.
   *
   * @param settings that another adapter must have in common to be used here
   * @param added the new parameters, which are in the network already
   */
  Injected(Base base, Map<String, String> settings, List<Parameter> added) {
    this.base = base;
    this.settings = settings;
    net = base.net;
    Layers.of(base.block)
        .forEach(
            (name, parameter) -> {
              if (added.contains(parameter)) {
                own.put(name, parameter);
              }
            });
    own.putAll(base.beside());
    base.freeze();
  }

  /** Takes the blocks out of the network and frees their arrays. */
  abstract void takeOut();

  /** Is called when the values were changed by hand. */
  void changed() {}

  /**
   * What the network has learnt so far, to be put back later by {@link #use}.
   *
   * @return a copy
   * @throws IllegalStateException if a layer was unfrozen that is no part of the adapter
   */
  public Adapter adapter() {
    checkThere();
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    own.forEach((name, parameter) -> arrays.put(name, parameter.getArray()));
    return new Adapter(settings, base.fingerprint(), classes(), arrays);
  }

  /**
   * Exchanges what the network has learnt for an adapter that was trained on the same base: another
   * task in the place of this one. Nothing else in the network is touched. What was learnt before
   * is lost unless {@link #adapter} kept it.
   *
   * @param adapter from {@link #adapter}, of this or of another copy of the network
   * @return the network with the class names of the adapter: not a copy, see {@link
   *     Classifier#named}; null if a plain block was adapted
   * @throws IllegalArgumentException if it belongs to another base, method, rank or length, to
   *     other layers, or to another number of classes; then nothing was changed
   */
  public Classifier use(Adapter adapter) {
    checkThere();
    check(adapter);
    Base.withoutGradient(
        () -> {
          try (NDManager scope = base.lab.scope()) {
            adapter.arrays(scope).forEach((name, array) -> array.copyTo(own.get(name).getArray()));
          }
          changed();
        });
    net = net == null ? null : net.named(adapter.classes());
    return net;
  }

  private void check(Adapter adapter) {
    settings.forEach(
        (key, here) -> {
          String there = adapter.settings().get(key);
          if (!here.equals(there)) {
            throw misfit("it has " + key + " " + there + ", this network has " + key + " " + here);
          }
        });
    TreeSet<String> missing = new TreeSet<>(own.keySet());
    missing.removeAll(adapter.values().keySet());
    TreeSet<String> unknown = new TreeSet<>(adapter.values().keySet());
    unknown.removeAll(own.keySet());
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw misfit("it lacks the layers " + missing + " and has " + unknown + " besides");
    }
    if (adapter.classes().size() != classes().size()) {
      throw misfit(
          "it tells "
              + adapter.classes().size()
              + " classes apart, this network "
              + classes().size()
              + ". Make a network with as many classes");
    }
    if (fingerprint == null) {
      fingerprint = base.fingerprint();
    }
    if (!adapter.base().equals(fingerprint)) {
      throw misfit(
          "it was trained on another base ("
              + adapter.base()
              + "), this one is "
              + fingerprint
              + ". Use the weights that it was trained on");
    }
    own.forEach(
        (name, parameter) -> {
          Adapter.Values values = adapter.values().get(name);
          NDArray array = parameter.getArray();
          if (!values.shape().equals(array.getShape()) || values.type() != array.getDataType()) {
            throw misfit(name + " has the shape " + values.shape() + ", not " + array.getShape());
          }
        });
  }

  private static IllegalArgumentException misfit(String why) {
    return new IllegalArgumentException("This adapter does not fit: " + why + ".");
  }

  private List<String> classes() {
    return net == null ? List.of() : net.classes();
  }

  /**
   * Saves the adapter only, with what belongs to it, as a safetensors file. An older one in the
   * folder is replaced only when the new one is complete.
   *
   * @param folder is made if it is not there
   * @throws ModelException if it cannot be written
   */
  public void save(Path folder) {
    try (NDManager scope = base.lab.scope()) {
      AdapterFile.write(adapter(), folder, scope);
    }
  }

  /**
   * Loads an adapter and uses it, as {@link #use} does.
   *
   * @param folder that {@link #save} wrote to
   * @return the network with the class names of the adapter; null if a plain block was adapted
   * @throws ModelException if the file is missing or damaged, or does not fit; then nothing was
   *     changed
   */
  public Classifier load(Path folder) {
    try (NDManager scope = base.lab.scope()) {
      Adapter adapter = AdapterFile.read(folder, scope);
      return use(adapter);
    } catch (IllegalArgumentException e) {
      throw new ModelException(
          "The adapter in " + folder + " cannot be used here. " + e.getMessage(), e);
    }
  }

  /**
   * Takes the adapter out of the network and frees it. The network is as it was before, but for the
   * head and the layers that were trained besides: these keep what they have learnt. Layers that
   * were frozen by the injection can be trained again.
   */
  public void remove() {
    checkThere();
    takeOut();
    base.thaw();
    removed = true;
  }

  void checkThere() {
    if (removed) {
      throw new IllegalStateException("This adapter was removed. Inject a new one.");
    }
  }

  /**
   * What training takes, as the network is frozen now.
   *
   * @return counts and bytes
   */
  public Footprint footprint() {
    return Footprint.of(base.block);
  }

  /** Shows a table: what training takes, beside the full fine-tuning of the same network. */
  public void summary() {
    checkThere();
    Tables.show(toString(), table(footprint(), base.full()));
  }

  private Table table(Footprint here, Footprint full) {
    return Table.create(
        StringColumn.create("", settings.get(METHOD), "full fine-tuning"),
        LongColumn.create("trained", here.trained(), full.trained()),
        LongColumn.create("of", here.parameters(), full.parameters()),
        DoubleColumn.create("%", 100 * here.share(), 100 * full.share()),
        DoubleColumn.create("gradients, MB", mb(here.gradientBytes()), mb(full.gradientBytes())),
        DoubleColumn.create("Adam's moments, MB", mb(here.momentBytes()), mb(full.momentBytes())));
  }

  private static double mb(long bytes) {
    return bytes / 1e6;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s: %s", about(), footprint());
  }

  /** The method with its settings, in a few words. */
  abstract String about();
}

package adapt4j.lora;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an adapted network has learnt, apart from the network: the values of the adapter and of the
 * layers that were trained besides it, such as the head, and the names of the classes. A snapshot:
 * training goes on without changing it. It lies in Java's own memory and needs no closing.
 */
public final class Adapter {
  private final Map<String, String> settings;
  private final String base;
  private final List<String> classes;
  private final Map<String, Values> values = new LinkedHashMap<>();

  record Values(Shape shape, DataType type, byte[] bytes) {}

  /**
   * @param settings of the method, such as its rank; "method" is one of them
   * @param base the fingerprint of the network
   * @param classes empty where there are none
   * @param arrays by their names in the network; they are copied
   */
  Adapter(
      Map<String, String> settings,
      String base,
      List<String> classes,
      Map<String, NDArray> arrays) {
    this.settings = new LinkedHashMap<>(settings);
    this.base = base;
    this.classes = List.copyOf(classes);
    arrays.forEach(
        (name, a) -> values.put(name, new Values(a.getShape(), a.getDataType(), a.toByteArray())));
  }

  Map<String, String> settings() {
    return settings;
  }

  String base() {
    return base;
  }

  Map<String, Values> values() {
    return values;
  }

  /** Its arrays, in the memory of a manager. */
  Map<String, NDArray> arrays(NDManager manager) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    values.forEach(
        (name, v) -> {
          NDArray array = manager.create(v.shape(), v.type());
          ByteBuffer copy = ByteBuffer.allocate(v.bytes().length).order(ByteOrder.nativeOrder());
          array.set(copy.put(v.bytes()).rewind());
          arrays.put(name, array);
        });
    return arrays;
  }

  /**
   * The names of the classes that it tells apart.
   *
   * @return the names, in the order of the scores; empty if it was made for no classifier
   */
  public List<String> classes() {
    return classes;
  }

  /**
   * How many numbers it holds.
   *
   * @return the count
   */
  public long parameters() {
    return values.values().stream().mapToLong(v -> v.shape().size()).sum();
  }

  /**
   * How much memory it takes, and about how much space in a file.
   *
   * @return bytes
   */
  public long bytes() {
    return values.values().stream().mapToLong(v -> v.bytes().length).sum();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "an adapter %s with %,d numbers (%,d bytes)%s",
        settings,
        parameters(),
        bytes(),
        classes.isEmpty() ? "" : " for " + classes);
  }
}

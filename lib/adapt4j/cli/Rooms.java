package adapt4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the commands ask of the rooms that hold data: the one place where they are wired. */
final class Rooms {
  /** A data set or a set of weights, as its card describes it. */
  interface Data {
    /** The name of its folder. */
    String name();

    /** What is wrong with its files; empty when nothing is. */
    List<String> verify();
  }

  private Rooms() {}

  /** What lies in the data folder. */
  static List<Data> data(Path folder) {
    return List.of();
  }

  /** What {@code ./lab data make NAME} can make, by name. */
  static Map<String, Runnable> makers(Path folder) {
    return Map.of();
  }
}

package adapt4j.bench;

import adapt4j.nn.SafeTensors;
import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a {@link Peer} needs to do the same work as ours: weights, data, and the order in which they
 * are seen, in a safetensors file in a temporary folder.
 */
final class Handover implements AutoCloseable {
  /** Before the names of a network's weights, to tell them from the data. */
  static final String NET = "net.";

  private final Path folder;
  private final Path file;

  private Handover(Path folder) {
    this.folder = folder;
    file = folder.resolve("work.safetensors");
    folder.toFile().deleteOnExit(); // in case somebody presses Ctrl-C
    file.toFile().deleteOnExit();
  }

  /**
   * Writes the file.
   *
   * @param arrays by name
   * @param notes how to work on them
   * @return the file, to be closed
   * @throws UncheckedIOException if it cannot be written
   */
  static Handover write(Map<String, NDArray> arrays, Map<String, String> notes) {
    try {
      Handover handover = new Handover(Files.createTempDirectory("adapt4j-peer"));
      try {
        SafeTensors.write(handover.file, arrays, notes);
        return handover;
      } catch (IOException | RuntimeException e) {
        handover.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The work cannot be handed over: is the disk full?", e);
    }
  }

  Path file() {
    return file;
  }

  /** Deletes it. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package adapt4j;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * What a notebook opens first: the device and why it was taken, the seed, the memory scope of the
 * notebook's arrays, and the data folder.
 *
 * <pre>{@code
 * Lab lab = Lab.open();   // adapt4j: CPU, 2 threads (no NVIDIA driver was found), seed 1
 * }</pre>
 *
 * <p>Settings come from the environment, so that no lesson names a device or a seed: {@code
 * ADAPT4J_SEED} (a whole number, 1 by default), {@code ADAPT4J_DEVICE} ({@code cpu} to leave a GPU
 * alone, {@code gpu} to fail where none can be used; without it a GPU is taken where there is one),
 * {@code ADAPT4J_HOME} (the folder that holds {@code data/}).
 */
public final class Lab implements AutoCloseable {
  private final NDManager manager;
  private final Device device;
  private final String why;
  private final int seed;

  private Lab(int seed) {
    Engine engine = Engine.getInstance(); // loads the native library, which all below need
    Devices.Choice choice = DeviceFacts.choose();
    this.device = choice.device();
    this.why = choice.why();
    this.seed = seed;
    // PyTorch keeps this switch per thread, and a new thread starts with gradients on: every
    // forward pass outside a GradientCollector would then keep a graph in memory.
    JniUtils.setGradMode(false);
    this.manager = engine.newBaseManager(device);
    manager.setName("lab");
    reseed();
  }

  /**
   * Opens the lab with the seed of the environment and prints one line about it. Arrays of a lab
   * that was opened before stay alive, and so does their memory, until that one is closed.
   *
   * @return the lab
   * @throws IllegalArgumentException if {@code ADAPT4J_SEED} is not a whole number, or {@code
   *     ADAPT4J_DEVICE} is neither {@code cpu} nor {@code gpu}
   * @throws IllegalStateException if {@code ADAPT4J_DEVICE} is {@code gpu} and no GPU can be used,
   *     with the reason and the cure
   */
  public static Lab open() {
    return open(seedFromEnvironment());
  }

  /**
   * Opens the lab with a seed and prints one line about it.
   *
   * @param seed of every random choice: weights, order of batches, dropout
   * @return the lab
   */
  public static Lab open(int seed) {
    Lab lab = new Lab(seed);
    System.out.println(lab);
    return lab;
  }

  /**
   * The manager that owns the notebook's arrays: they live until the lab is closed.
   *
   * @return the manager
   */
  public NDManager manager() {
    return manager;
  }

  /**
   * A manager for arrays of one step or one cell; close it and they are gone.
   *
   * <pre>{@code
   * try (NDManager scope = lab.scope()) {
   *   NDArray x = scope.ones(new Shape(2, 3));
   * }
   * }</pre>
   *
   * @return a new manager below {@link #manager()}
   */
  public NDManager scope() {
    return manager.newSubManager();
  }

  /**
   * Where arrays and models live.
   *
   * @return the device
   */
  public Device device() {
    return device;
  }

  /**
   * Why this device was taken.
   *
   * @return the reason, in a few words
   */
  public String why() {
    return why;
  }

  /**
   * The seed of every random choice.
   *
   * @return the seed
   */
  public int seed() {
    return seed;
  }

  /**
   * A source of random numbers which starts from the lab's seed: the same numbers at every call.
   *
   * @return a new source
   */
  public Random random() {
    return new Random(seed);
  }

  /**
   * Sets the engine back to the lab's seed. The library does so before it initialises or trains a
   * model, so that a cell gives the same result in whatever order the cells are run.
   */
  public void reseed() {
    Engine.getInstance().setRandomSeed(seed);
  }

  /**
   * The folder with the course's data: {@code data/} in {@code ADAPT4J_HOME}, or in the working
   * directory or a folder above it.
   *
   * @return the folder
   * @throws IllegalStateException if there is none
   */
  public static Path data() {
    String home = System.getenv("ADAPT4J_HOME");
    if (home != null && !home.isBlank()) {
      return Path.of(home).resolve("data");
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("data/digits/CARD.md"))) {
        return at.resolve("data");
      }
    }
    throw new IllegalStateException(
        "The course's data folder was not found. Start from the course's folder, or set the"
            + " environment variable ADAPT4J_HOME to it.");
  }

  /** Frees every array of the notebook. */
  @Override
  public void close() {
    manager.close();
  }

  @Override
  public String toString() {
    int threads = JniUtils.getNumThreads();
    String place =
        device.isGpu()
            ? "GPU " + device.getDeviceId()
            : "CPU, " + threads + (threads == 1 ? " thread" : " threads");
    return "adapt4j: " + place + " (" + why + "), seed " + seed;
  }

  private static int seedFromEnvironment() {
    String text = System.getenv("ADAPT4J_SEED");
    if (text == null || text.isBlank()) {
      return 1;
    }
    try {
      return Integer.parseInt(text.trim());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "ADAPT4J_SEED is \"" + text + "\", but it must be a whole number such as 1.", e);
    }
  }
}

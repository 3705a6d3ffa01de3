package adapt4j.cli;

import adapt4j.Lab;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Runs in a process of its own, because a process loads PyTorch once: {@code load} makes DJL fetch
 * what is missing; {@code compute} multiplies on the lab's device.
 */
final class DeviceProbe {
  private DeviceProbe() {}

  public static void main(String[] arguments) {
    try {
      if (arguments[0].equals("load")) {
        Engine.getInstance();
      } else {
        compute();
      }
    } catch (RuntimeException | LinkageError e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      System.out.println(String.valueOf(root.getMessage()).strip().split("\\R", 2)[0]);
      System.exit(1);
    }
  }

  private static void compute() {
    try (Lab lab = Lab.open();
        NDManager scope = lab.scope()) {
      NDArray ones = scope.ones(new Shape(64, 64));
      float sum = ones.dot(ones).sum().getFloat();
      if (sum != 64 * 64 * 64) {
        throw new IllegalStateException("The device computes wrongly: " + sum + ".");
      }
    }
  }
}

package io.github.spencerpark.ijava;

/** A stand-in for IJava's main class: where code finds the running kernel. */
public class IJava {
  private static JavaKernel kernel;

  public static JavaKernel getKernelInstance() {
    return kernel;
  }

  /** Not in IJava: its main method sets the kernel. */
  public static void run(JavaKernel running) {
    kernel = running;
  }
}

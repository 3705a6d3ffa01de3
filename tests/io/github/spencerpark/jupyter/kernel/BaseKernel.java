package io.github.spencerpark.jupyter.kernel;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;

/** A stand-in for the class of this name in IJava's base library. */
public abstract class BaseKernel {
  private final JupyterIO io = new JupyterIO();

  public JupyterIO getIO() {
    return io;
  }

  public void display(DisplayData data) {
    io.display.display(data);
  }
}

package io.github.spencerpark.jupyter.kernel;

/** A stand-in for the class of this name in IJava's base library. */
public class JupyterIO {
  public final DisplayStream display = new DisplayStream();
}

package io.github.spencerpark.jupyter.kernel;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.ArrayList;
import java.util.List;

/** A stand-in for the class of this name in IJava's base library. It keeps what it is given. */
public class DisplayStream {
  public final List<DisplayData> displayed = new ArrayList<>();
  public final List<DisplayData> updated = new ArrayList<>();

  public void display(DisplayData data) {
    displayed.add(data);
  }

  public void updateDisplay(String id, DisplayData data) {
    data.setDisplayId(id);
    updated.add(data);
  }
}

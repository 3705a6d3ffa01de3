package io.github.spencerpark.jupyter.kernel.display;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A stand-in for the class of this name in IJava's base library, with the methods that show uses.
 */
public class DisplayData {
  public final Map<String, Object> data = new LinkedHashMap<>();
  public final Map<String, Object> metadata = new LinkedHashMap<>();
  private String displayId;

  public void putData(String mimeType, Object value) {
    data.put(mimeType, value);
  }

  public void putMetaData(String key, Object value) {
    metadata.put(key, value);
  }

  public void setDisplayId(String id) {
    displayId = id;
  }

  public String getDisplayId() {
    return displayId;
  }
}

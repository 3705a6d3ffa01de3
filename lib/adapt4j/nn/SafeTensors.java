package adapt4j.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named arrays in a file of the <a
 * href="https://github.com/huggingface/safetensors">safetensors</a> format: a length, a header in
 * JSON with the type, shape and place of each array, then the bytes. Python's {@code safetensors}
 * reads it too.
 *
 * <p>DJL's own reader and writer of the format leave out the notes ({@code __metadata__}), and the
 * reader allocates as much memory as a damaged file asks for; so this is our own. A file is parsed
 * as untrusted: lengths, shapes and places are checked against the file's size before anything is
 * read.
 *
 * @param arrays by name
 * @param notes what the file says about itself
 */
public record SafeTensors(Map<String, NDArray> arrays, Map<String, String> notes) {
  private static final String NOTES = "__metadata__";
  private static final int LONGEST_HEADER = 16 << 20;

  /**
   * Writes a file. An older one is replaced only when the new one is complete.
   *
   * @param file in a folder that exists
   * @param arrays by name
   * @param notes what to say about them
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, Map<String, NDArray> arrays, Map<String, String> notes)
      throws IOException {
    JsonObject header = new JsonObject();
    header.add(NOTES, new Gson().toJsonTree(notes));
    long at = 0;
    for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
      NDArray array = entry.getValue();
      long end = at + array.size() * array.getDataType().getNumOfBytes();
      JsonObject place = new JsonObject();
      place.addProperty("dtype", array.getDataType().asSafetensors());
      place.add("shape", new Gson().toJsonTree(array.getShape().getShape()));
      place.add("data_offsets", new Gson().toJsonTree(new long[] {at, end}));
      header.add(entry.getKey(), place);
      at = end;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "saving", ".tmp");
    try {
      try (OutputStream out = Files.newOutputStream(draft)) {
        out.write(little(8).putLong(json.length).array());
        out.write(json);
        for (NDArray array : arrays.values()) {
          out.write(array.toByteArray());
        }
      }
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /**
   * Reads a file.
   *
   * @param file that {@link #write}, or another program, wrote
   * @param manager owns the arrays
   * @return arrays and notes
   * @throws IOException if it cannot be read, or is damaged
   */
  public static SafeTensors read(Path file, NDManager manager) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      JsonObject header = header(in, Files.size(file));
      byte[] bytes = in.readAllBytes();
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      Map<String, String> notes = new LinkedHashMap<>();
      for (Map.Entry<String, JsonElement> entry : header.entrySet()) {
        JsonObject value = entry.getValue().getAsJsonObject();
        if (entry.getKey().equals(NOTES)) {
          value.entrySet().forEach(note -> notes.put(note.getKey(), note.getValue().getAsString()));
        } else {
          arrays.put(entry.getKey(), array(entry.getKey(), value, bytes, manager));
        }
      }
      return new SafeTensors(arrays, notes);
    } catch (JsonParseException
        | IllegalStateException
        | NumberFormatException
        | UnsupportedOperationException
        | NullPointerException e) {
      throw new IOException("its header is no valid JSON of the safetensors format", e);
    }
  }

  private static JsonObject header(DataInputStream in, long size) throws IOException {
    byte[] head = in.readNBytes(8);
    long length =
        head.length < 8 ? -1 : ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > LONGEST_HEADER || length > size - 8) {
      throw new IOException("it does not begin like a safetensors file");
    }
    String json = new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
    return JsonParser.parseString(json).getAsJsonObject();
  }

  private static NDArray array(String name, JsonObject value, byte[] bytes, NDManager manager)
      throws IOException {
    Gson gson = new Gson();
    long[] shape = gson.fromJson(value.get("shape"), long[].class);
    long[] place = gson.fromJson(value.get("data_offsets"), long[].class);
    DataType type;
    try {
      type = DataType.fromSafetensors(value.get("dtype").getAsString());
    } catch (IllegalArgumentException e) {
      throw new IOException("the array " + name + " has a type that is not known", e);
    }
    boolean sound = Arrays.stream(shape).allMatch(n -> n >= 0 && n <= bytes.length);
    double size = type.getNumOfBytes(); // as a double, it cannot overflow
    for (long n : shape) {
      size *= n;
    }
    if (!sound
        || place.length != 2
        || place[0] < 0
        || place[1] > bytes.length
        || place[1] - place[0] != size) {
      throw new IOException("the array " + name + " does not fit into the file: it is cut off");
    }
    NDArray array = manager.create(new Shape(shape), type);
    // A copy: DJL would otherwise keep pointing into the buffer.
    array.set(little((int) size).put(bytes, (int) place[0], (int) size).rewind());
    array.setName(name);
    return array;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}

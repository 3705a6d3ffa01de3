package adapt4j.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsTest {
  @TempDir Path folder;
  private NDManager manager;
  private Path file;
  private Map<String, NDArray> arrays;

  @BeforeEach
  void open() throws IOException {
    manager = NDManager.newBaseManager();
    arrays = new LinkedHashMap<>();
    arrays.put("head.weight", manager.create(new float[] {1, -2, 3.5f, 4, 5, 6}, new Shape(2, 3)));
    arrays.put("precise", manager.create(new double[] {Math.PI}, new Shape(1)));
    arrays.put("ids", manager.create(new long[] {7, 1L << 40}, new Shape(2, 1)));
    arrays.put("scalar", manager.create(2f));
    file = folder.resolve("model.safetensors");
    SafeTensors.write(file, arrays, Map.of("classes", "[\"ä\", \"b\"]"));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void whatIsWrittenIsReadBitByBit() throws IOException {
    SafeTensors back = SafeTensors.read(file, manager);
    assertEquals(arrays.keySet(), back.arrays().keySet());
    arrays.forEach(
        (name, array) -> {
          assertEquals(array.getShape(), back.arrays().get(name).getShape());
          assertEquals(array.getDataType(), back.arrays().get(name).getDataType());
          assertArrayEquals(array.toByteArray(), back.arrays().get(name).toByteArray());
        });
    assertEquals(Map.of("classes", "[\"ä\", \"b\"]"), back.notes());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count(), "no draft is left");
    }
  }

  @Test
  void theReaderOfDjlReadsItToo() throws IOException {
    NDList back = NDList.decode(manager, new ByteArrayInputStream(Files.readAllBytes(file)));
    assertEquals(4, back.size());
    assertArrayEquals(new float[] {1, -2, 3.5f, 4, 5, 6}, back.get("head.weight").toFloatArray());
    assertArrayEquals(new long[] {7, 1L << 40}, back.get("ids").toLongArray());
  }

  @Test
  void whatDjlWritesIsRead() throws IOException {
    NDArray array = manager.create(new float[] {1, 2, 3}).toType(DataType.FLOAT16, false);
    array.setName("half");
    Files.write(file, new NDList(array).encode(NDList.Encoding.SAFETENSORS));
    NDArray back = SafeTensors.read(file, manager).arrays().get("half");
    assertEquals(DataType.FLOAT16, back.getDataType());
    assertArrayEquals(array.toByteArray(), back.toByteArray());
  }

  @Test
  void aDamagedFileIsRefusedBeforeMemoryIsTaken() throws IOException {
    byte[] good = Files.readAllBytes(file);
    refused("cut off", Arrays.copyOf(good, good.length - 1));
    refused("does not begin", Arrays.copyOf(good, 5));
    refused("does not begin", "this is no model at all".getBytes(StandardCharsets.UTF_8));
    refused("does not begin", header(Long.MAX_VALUE, "{}"));
    refused("no valid JSON", header(3, "{{{"));
    refused("no valid JSON", header(2, "[]"));
    refused("no valid JSON", of("{'a':{}}"));
    refused("no valid JSON", of("{'a':5}"));
    refused("type that is not known", of("{'a':{'dtype':'X9','shape':[1],'data_offsets':[0,4]}}"));
    refused("cut off", of("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}"));
    refused("cut off", of("{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,-4]}}"));
    refused("cut off", of("{'a':{'dtype':'F32','shape':[1],'data_offsets':[-4,0]}}"));
    refused("cut off", of("{'a':{'dtype':'F32','shape':[1],'data_offsets':[0]}}"));
    String huge = "[2147483647,2147483647,2147483647,4]";
    refused("cut off", of("{'a':{'dtype':'F32','shape':" + huge + ",'data_offsets':[0,4]}}"));
  }

  private void refused(String words, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    String message =
        assertThrows(IOException.class, () -> SafeTensors.read(file, manager)).getMessage();
    assertTrue(message.contains(words), message);
  }

  /** A file of this header and four bytes. */
  private static byte[] of(String json) {
    byte[] header = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return header(header.length, json.replace('\'', '"') + "\0\0\0\0");
  }

  private static byte[] header(long length, String rest) {
    byte[] bytes = rest.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(bytes)
        .array();
  }
}

package adapt4j.nn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function in <a href="https://docs.pytorch.org/docs/stable/jit.html">TorchScript</a>, for the
 * few things that PyTorch can do and DJL has no call for. PyTorch compiles it when it is loaded.
 */
final class TorchScript {
  /** A pickled object of the class Script with nothing in it but {@code training = False}. */
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nScript\n)\u0081}X\b\0\0\0training\u0089sb.";

  private static final String EMPTY_TUPLE = "\u0080\u0002).";
  private static final String VERSION = "3\n";

  private final PtSymbolBlock module;

  /**
   * @param parameters such as {@code "x: Tensor, y: List[Tensor]"}
   * @param body its lines, without indentation; the last one returns a {@code List[Tensor]}
   */
  TorchScript(String parameters, String body) {
    String code =
        "class Script(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
            + ("  def forward(self: __torch__.Script, " + parameters + ") -> List[Tensor]:\n")
            + body.indent(4);
    PtNDManager manager = (PtNDManager) NDManager.newBaseManager(Device.cpu(), "PyTorch");
    try {
      module = JniUtils.loadModule(manager, new ByteArrayInputStream(archive(code)), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory has no such errors
    }
  }

  /**
   * Calls the function.
   *
   * @param names one for each argument. DJL makes a list of arguments that stand side by side under
   *     one name, if it ends in {@code []}; other names say nothing.
   * @param arguments in the order of the parameters; their own names, which DJL would read as such
   *     hints, are as before afterwards
   * @return what it returns; belongs to the manager of the first argument
   */
  NDList call(List<String> names, NDList arguments) {
    List<String> own = arguments.stream().map(NDArray::getName).toList();
    try {
      name(arguments, names);
      return IValueUtils.forward(module, arguments, true); // without true DJL stops recording
    } finally {
      name(arguments, own);
    }
  }

  private static void name(NDList arrays, List<String> names) {
    for (int i = 0; i < arrays.size(); i++) {
      arrays.get(i).setName(names.get(i));
    }
  }

  private static byte[] archive(String code) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      put(zip, "data.pkl", OBJECT);
      put(zip, "code/__torch__.py", code);
      put(zip, "constants.pkl", EMPTY_TUPLE);
      put(zip, "version", VERSION);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, String text) throws IOException {
    byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 sum = new CRC32();
    sum.update(content);
    ZipEntry entry = new ZipEntry("script/" + name);
    entry.setSize(content.length);
    entry.setCrc(sum.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}

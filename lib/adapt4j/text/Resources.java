package adapt4j.text;

import adapt4j.train.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.util.zip.CRC32;

/** Reads files of models from the class path. */
final class Resources {
  private static final int LARGEST = 1 << 30;

  private Resources() {}

  /**
   * Reads a whole file.
   *
   * @param model that it belongs to, for error messages
   * @param name of the resource
   * @throws ModelException if it is missing, or cannot be read whole
   */
  static byte[] read(Pretrained model, String name) {
    URL url = find(name);
    if (url == null) {
      throw new ModelException(
          model.name()
              + " is not there: "
              + name
              + " is on no class path. Add the Maven artifact "
              + model.artifact()
              + ".",
          null);
    }
    try {
      URLConnection file = url.openConnection();
      long size = file.getContentLengthLong();
      if (size < 0 || size > LARGEST) {
        throw new IOException("a size of " + size + " bytes is not possible");
      }
      byte[] bytes = new byte[(int) size];
      try (InputStream in = file.getInputStream()) {
        if (in.readNBytes(bytes, 0, bytes.length) < bytes.length || in.read() >= 0) {
          throw new IOException("it does not have the " + size + " bytes that it should have");
        }
      }
      checkSum(file, bytes);
      return bytes;
    } catch (IOException e) {
      throw new ModelException(
          url
              + " cannot be read: "
              + e.getMessage()
              + ". Delete its folder in ~/.m2/repository: Maven fetches it again.",
          e);
    }
  }

  /** Java checks the sums of a jar's entries only where the jar is read from begin to end. */
  private static void checkSum(URLConnection file, byte[] bytes) throws IOException {
    if (file instanceof JarURLConnection jar) {
      CRC32 sum = new CRC32();
      sum.update(bytes);
      if (sum.getValue() != jar.getJarEntry().getCrc()) {
        throw new IOException("it is damaged: its checksum is not the one in the jar");
      }
    }
  }

  private static URL find(String name) {
    URL url = Resources.class.getClassLoader().getResource(name);
    ClassLoader cells = Thread.currentThread().getContextClassLoader(); // knows %classpath's jars
    return url == null && cells != null ? cells.getResource(name) : url;
  }
}

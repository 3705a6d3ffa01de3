package adapt4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/**
 * What DJL would fetch of PyTorch for CUDA, which is on no Maven server. DJL fetches by itself;
 * here is only asked what there is, and how large it is, before anything large moves.
 *
 * @param server the folder of this PyTorch on DJL's server
 */
record CudaDownload(String server) {
  static final String SERVER = "https://publish.djl.ai/pytorch/" + Cuda.VERSION;

  /** The one platform of the lab's that DJL has CUDA libraries for. */
  static final String PLATFORM = "linux-x86_64";

  private static final int PATIENCE_MILLIS = 20_000;

  /** The files, as paths below the server's folder. */
  List<String> files() {
    try {
      HttpURLConnection connection = open("files.txt", "GET");
      try (InputStream in = connection.getInputStream()) {
        String prefix = Cuda.FLAVOR + "/" + PLATFORM + "/";
        List<String> files =
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(prefix))
                .toList();
        if (!files.isEmpty()) {
          return files;
        }
      }
    } catch (IOException e) {
      throw new Problem(
          "PyTorch for CUDA is not on Maven's servers, and DJL's own ("
              + server
              + ") cannot be reached: "
              + e
              + ".\n"
              + OTHER_WAY,
          e);
    }
    throw new Problem(
        "DJL's server has no PyTorch " + Cuda.VERSION + " for CUDA any more.\n" + OTHER_WAY);
  }

  private static final String OTHER_WAY =
      "  Without it: install PyTorch "
          + Cuda.VERSION
          + " with pip, and give its folder:\n"
          + "  PYTORCH_LIBRARY_PATH=.../site-packages/torch/lib ./lab --gpu";

  /** Bytes to fetch; empty where the server does not tell. */
  OptionalLong size(List<String> files) {
    long sum = 0;
    try {
      for (String file : files) {
        HttpURLConnection connection = open(file, "HEAD");
        long length = connection.getContentLengthLong();
        connection.disconnect();
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK || length < 0) {
          return OptionalLong.empty();
        }
        sum += length;
      }
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(sum);
  }

  private HttpURLConnection open(String file, String method) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(server + "/" + file).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS);
    return connection;
  }
}

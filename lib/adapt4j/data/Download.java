package adapt4j.data;

import ai.djl.util.Utils;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * A file on the network whose size and checksum are known beforehand.
 *
 * @param from its address
 * @param bytes its size
 * @param sha256 its checksum
 */
record Download(URI from, long bytes, String sha256) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * Puts the file in its place, unless it is there.
   *
   * @param file where it is to be; it appears there whole and checked, or not at all
   * @throws DataException if the network does not give it, or gives something else
   */
  void to(Path file) {
    to(file, Utils.isOfflineMode());
  }

  void to(Path file, boolean offline) {
    if (Files.exists(file)) {
      return;
    }
    if (offline) {
      throw new DataException(
          file.getFileName() + " is not here, and DJL_OFFLINE forbids to fetch it." + byHand(file));
    }
    Path part = null;
    try {
      Files.createDirectories(file.getParent());
      part = Files.createTempFile(file.getParent(), "part", ".tmp");
      System.out.printf("Fetching %s (%,d MB)%n", from, Math.max(1, bytes >> 20));
      fetch(part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new DataException(
          "The file " + from + " could not be fetched: " + why(e) + "." + byHand(file), e);
    } catch (InterruptedException e) {
      throw new CancellationException("Stopped while " + from + " was fetched.");
    } finally {
      if (part != null) {
        Utils.deleteQuietly(part);
      }
    }
  }

  private void fetch(Path part) throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(PATIENCE)
            .build();
    HttpRequest request = HttpRequest.newBuilder(from).timeout(PATIENCE).build();
    HttpResponse<InputStream> response =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = response.body();
        OutputStream out = Files.newOutputStream(part)) {
      if (response.statusCode() != 200) {
        throw new IOException("the server answers with status " + response.statusCode());
      }
      byte[] buffer = new byte[1 << 16];
      long left = bytes;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        left -= n;
        if (left < 0) {
          throw new IOException("it is longer than the " + bytes + " bytes that it should have");
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        out.write(buffer, 0, n);
      }
    }
    String found = Card.sha256(part);
    if (!found.equals(sha256)) {
      throw new IOException("its SHA-256 is " + found + " where " + sha256 + " is expected");
    }
  }

  private String byHand(Path file) {
    return " Fetch it by hand from " + from + " and put it into " + file.getParent() + ".";
  }

  private static String why(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}

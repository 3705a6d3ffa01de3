package adapt4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a server on this machine. */
class DownloadTest {
  /** The three bytes "abc", whose checksum is in FIPS 180-2, appendix B.1. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path folder;
  private HttpServer server;
  private int asked;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve("/abc", "abc");
    serve("/other", "abd");
    serve("/long", "abcd");
    serve("/short", "ab");
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/abc");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
  }

  private void serve(String path, String text) {
    server.createContext(
        path,
        exchange -> {
          asked++;
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void get(String path, Path to) {
    String address = "http://127.0.0.1:" + server.getAddress().getPort() + path;
    new Download(URI.create(address), 3, ABC).to(to, false);
  }

  @Test
  void theFileIsFetchedOnce() throws IOException {
    Path file = folder.resolve("new/abc.txt");
    get("/abc", file);
    assertEquals("abc", Files.readString(file));
    get("/abc", file);
    assertEquals(1, asked);
    get("/moved", folder.resolve("again"));
    assertEquals("abc", Files.readString(folder.resolve("again")));
  }

  @Test
  void whatIsNotTheFileIsNotKept() throws IOException {
    says("its SHA-256 is a52d159f", "/other");
    says("longer than the 3 bytes", "/long");
    says("its SHA-256 is fb8e20fc", "/short");
    says("status 404", "/none");
    server.stop(0);
    says("could not be fetched", "/abc");
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void offlineItSaysWhatToDo() {
    Download download = new Download(URI.create("http://127.0.0.1/abc"), 3, ABC);
    String message =
        assertThrows(DataException.class, () -> download.to(folder.resolve("abc"), true))
            .getMessage();
    assertTrue(message.contains("DJL_OFFLINE"), message);
    assertTrue(message.contains("put it into " + folder), message);
  }

  private void says(String words, String path) {
    String message =
        assertThrows(DataException.class, () -> get(path, folder.resolve("file"))).getMessage();
    assertTrue(message.contains(words), message);
    assertTrue(message.contains("by hand"), message);
  }
}

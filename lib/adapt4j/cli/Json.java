package adapt4j.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** JSON files, written whole or not at all. */
final class Json {
  static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private Json() {}

  static JsonObject read(Path file) throws IOException {
    try {
      JsonObject content = GSON.fromJson(Files.readString(file), JsonObject.class);
      if (content == null) {
        throw new IOException(file + " is empty");
      }
      return content;
    } catch (JsonParseException | ClassCastException e) {
      throw new IOException(file + " is not valid JSON: " + e.getMessage(), e);
    }
  }

  /** The object in what a program printed, among its warnings. Null where there is none. */
  static JsonObject within(String text) {
    int start = text.indexOf('{');
    int end = text.lastIndexOf('}');
    return start < 0 || end < start
        ? null
        : GSON.fromJson(text.substring(start, end + 1), JsonObject.class);
  }

  static void write(Path file, Object content) {
    write(file, GSON.toJson(content) + "\n");
  }

  /**
   * Writes beside the file first, so that a full disk or a second process never leaves half a file.
   */
  static void write(Path file, String content) {
    try {
      Files.createDirectories(file.getParent());
      Path fresh =
          file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + ".new");
      try {
        Files.writeString(fresh, content);
        Files.move(
            fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new Problem(
          "Cannot write "
              + file
              + ": "
              + e.getMessage()
              + ". Is the disk full, or the folder not yours?",
          e);
    }
  }
}

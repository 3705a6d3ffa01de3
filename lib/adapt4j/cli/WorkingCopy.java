package adapt4j.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The learner's own copy of the course.
 *
 * <p>For each file the fingerprint of the version that was last handed out is kept. A file that
 * still has it was never changed, so a newer version may take its place. What a learner changed is
 * never overwritten.
 */
final class WorkingCopy {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss");

  private final Path course;
  private final Path work;
  private final Path record;
  private final Map<String, String> handedOut = new TreeMap<>();
  private final List<Path> fresh = new ArrayList<>();

  WorkingCopy(Home home) {
    course = home.notebooks();
    work = home.work();
    record = home.state().resolve("work.json");
    if (Files.exists(record)) {
      try {
        Json.read(record)
            .entrySet()
            .forEach(e -> handedOut.put(e.getKey(), e.getValue().getAsString()));
      } catch (IOException | IllegalStateException | UnsupportedOperationException e) {
        handedOut.clear(); // then every file that differs counts as the learner's
      }
    }
  }

  /**
   * Brings the copy up to date.
   *
   * @return the files that the learner changed and that have a newer version, as paths within the
   *     copy
   */
  List<String> update() {
    List<String> kept = new ArrayList<>();
    try {
      for (String name : files()) {
        Path theirs = work.resolve(name);
        String delivered = fingerprint(course.resolve(name));
        if (!Files.exists(theirs)) {
          handOut(name, delivered);
        } else {
          String present = fingerprint(theirs);
          if (present.equals(delivered)) {
            handedOut.put(name, delivered);
          } else if (present.equals(handedOut.get(name))) {
            handOut(name, delivered);
          } else if (!delivered.equals(handedOut.get(name))) {
            kept.add(name);
          }
        }
      }
      Json.write(record, handedOut);
    } catch (IOException e) {
      throw new Problem(
          "Cannot bring "
              + work
              + " up to date: "
              + e
              + ". Is the disk full, or the folder not yours?",
          e);
    }
    return kept;
  }

  /** The notebooks that {@link #update} has put there. */
  List<Path> fresh() {
    return List.copyOf(fresh);
  }

  /**
   * Takes a lesson, its exercises and its solutions back to how they were delivered. What was there
   * goes to a folder of its own first.
   *
   * @param number the lesson's two digits
   * @return the folder with the backup, or null when nothing had to be kept
   */
  Path reset(String number) {
    try {
      List<String> names =
          files().stream().filter(name -> number.equals(Lessons.number(Path.of(name)))).toList();
      if (names.isEmpty()) {
        throw new Problem(
            "There is no lesson " + number + ". " + Lessons.those(Lessons.in(course)));
      }
      Path backup = null;
      for (String name : names) {
        Path theirs = work.resolve(name);
        if (Files.exists(theirs) && Files.mismatch(theirs, course.resolve(name)) != -1) {
          backup = backup == null ? freshBackup() : backup;
          Files.createDirectories(backup.resolve(name).getParent());
          Files.move(theirs, backup.resolve(name));
        }
        handOut(name, fingerprint(course.resolve(name)));
      }
      Json.write(record, handedOut);
      return backup;
    } catch (IOException e) {
      throw new Problem("Cannot reset lesson " + number + ": " + e, e);
    }
  }

  private Path freshBackup() {
    Path folder = work.resolve("backup").resolve(LocalDateTime.now().format(TIME));
    for (int i = 2; Files.exists(folder); i++) {
      folder = folder.resolveSibling(LocalDateTime.now().format(TIME) + "-" + i);
    }
    return folder;
  }

  private void handOut(String name, String fingerprint) throws IOException {
    if (name.endsWith(".ipynb")) {
      fresh.add(work.resolve(name));
    }
    Path target = work.resolve(name);
    Files.createDirectories(target.getParent());
    Path fresh = target.resolveSibling(target.getFileName() + ".new");
    Files.copy(course.resolve(name), fresh, StandardCopyOption.REPLACE_EXISTING);
    Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
    target.toFile().setWritable(true, true);
    handedOut.put(name, fingerprint);
  }

  /** All files of the course, as paths within it. */
  private List<String> files() throws IOException {
    if (!Files.isDirectory(course)) {
      throw new Problem(
          "There is no folder " + course + ". Is the checkout complete? Try: git status");
    }
    try (Stream<Path> all = Files.walk(course)) {
      return all.filter(Files::isRegularFile)
          .map(file -> course.relativize(file).toString())
          .filter(name -> !name.contains(".ipynb_checkpoints"))
          .sorted()
          .toList();
    }
  }

  /**
   * Of a notebook only the cells count: to run one changes its outputs and counters, not its
   * content.
   */
  static String fingerprint(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (file.toString().endsWith(".ipynb")) {
      bytes = cells(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String cells(String notebook) {
    try {
      StringBuilder text = new StringBuilder();
      for (JsonElement element :
          Json.GSON.fromJson(notebook, JsonObject.class).getAsJsonArray("cells")) {
        JsonObject cell = element.getAsJsonObject();
        text.append(cell.get("cell_type").getAsString())
            .append('\n')
            .append(Notebook.text(cell.get("source")))
            .append('\0');
      }
      return text.toString();
    } catch (JsonParseException
        | NullPointerException
        | IllegalStateException
        | ClassCastException e) {
      return notebook; // no notebook after all: every byte counts
    }
  }
}

package adapt4j.data;

import ai.djl.repository.Repository;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A DJL repository over a folder of {@code data/}, so that DJL's own data set classes read it.
 *
 * <p>DJL wants a {@code metadata.json} with absolute addresses. It cannot be committed; it is
 * written into a temporary folder when a data set is loaded.
 */
final class LocalRepository {
  private LocalRepository() {}

  static final String GROUP = "adapt4j";

  /**
   * @param card of the folder; each file is checked against it
   * @param artifact the name under which DJL looks the data set up
   * @param items DJL's name of each item, and the gzipped file that holds it
   */
  static Repository over(Card card, String artifact, Map<String, String> items) {
    try {
      Path root = Files.createTempDirectory("adapt4j-repository");
      Path folder = root.resolve("dataset/cv/" + GROUP + "/" + artifact);
      Files.createDirectories(folder);
      Path metadata = folder.resolve("metadata.json");
      Files.writeString(metadata, metadata(card, artifact, items));
      // DJL reads the file while the data set is prepared; after that it is rubbish.
      for (Path path :
          new Path[] {
            root,
            root.resolve("dataset"),
            root.resolve("dataset/cv"),
            folder.getParent(),
            folder,
            metadata
          }) {
        path.toFile().deleteOnExit();
      }
      return Repository.newInstance("adapt4j", root);
    } catch (IOException e) {
      throw new DataException(
          "A temporary file could not be written (is the disk full?): " + e.getMessage(), e);
    }
  }

  /** A name for DJL's cache that changes with the data, so that the cache is never stale. */
  static String artifact(Card card) {
    return card.name() + "-" + card.entries().get(0).sha256().substring(0, 12);
  }

  private static String metadata(Card card, String artifact, Map<String, String> items)
      throws IOException {
    Map<String, Object> files = new LinkedHashMap<>();
    for (Map.Entry<String, String> item : items.entrySet()) {
      Path file = card.file(item.getValue());
      files.put(
          item.getKey(),
          Map.of(
              "uri", file.toAbsolutePath().toUri().toString(),
              "size", Files.size(file),
              "sha1Hash", sha1(file)));
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("metadataVersion", "0.2");
    metadata.put("resourceType", "dataset");
    metadata.put("application", "cv");
    metadata.put("groupId", GROUP);
    metadata.put("artifactId", artifact);
    metadata.put("name", artifact);
    metadata.put("description", artifact);
    metadata.put(
        "artifacts",
        List.of(Map.of("version", "1.0", "snapshot", false, "name", artifact, "files", files)));
    return new GsonBuilder().disableHtmlEscaping().create().toJson(metadata);
  }

  private static String sha1(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-1.", e);
    }
  }
}

package adapt4j.data;

import ai.djl.repository.Repository;
import ai.djl.util.Utils;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A DJL repository over a folder of {@code data/}, so that DJL's own data set classes read it.
 *
 * <p>DJL wants a {@code metadata.json} with absolute addresses, which cannot be committed, and
 * reads from a cache of its own, which nobody checks. So both are made anew for each load, from
 * files whose checksums were compared with the card, and removed afterwards.
 */
final class LocalRepository implements AutoCloseable {
  static final String GROUP = "adapt4j";

  private final Path root;
  private final Repository repository;

  /**
   * @param card of the folder; each file is checked against it
   * @param items DJL's name of each item, and the gzipped file that holds it
   */
  LocalRepository(Card card, Map<String, String> items) throws IOException {
    root = Files.createTempDirectory("adapt4j-" + card.name());
    Path folder = Files.createDirectories(root.resolve(place()));
    Files.writeString(folder.resolve("metadata.json"), metadata(card, items));
    repository = Repository.newInstance("adapt4j", root);
  }

  Repository repository() {
    return repository;
  }

  /** The name under which DJL looks the data set up: another one for each load. */
  String artifact() {
    return root.getFileName().toString();
  }

  private String place() {
    return "dataset/cv/" + GROUP + "/" + artifact();
  }

  private String metadata(Card card, Map<String, String> items) throws IOException {
    Map<String, Object> files = new LinkedHashMap<>();
    for (Map.Entry<String, String> item : items.entrySet()) {
      Path file = card.file(item.getValue());
      String uri = file.toAbsolutePath().toUri().toString();
      files.put(item.getKey(), Map.of("uri", uri, "size", Files.size(file)));
    }
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("metadataVersion", "0.2");
    metadata.put("resourceType", "dataset");
    metadata.put("application", "cv");
    metadata.put("groupId", GROUP);
    metadata.put("artifactId", artifact());
    metadata.put("name", card.name());
    metadata.put("description", card.name());
    metadata.put(
        "artifacts",
        List.of(Map.of("version", "1.0", "snapshot", false, "name", card.name(), "files", files)));
    return new GsonBuilder().disableHtmlEscaping().create().toJson(metadata);
  }

  @Override
  public void close() throws IOException {
    Utils.deleteQuietly(repository.getCacheDirectory().resolve(place()));
    Utils.deleteQuietly(root);
  }
}

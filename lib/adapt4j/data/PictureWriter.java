package adapt4j.data;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Writes examples as a folder of class folders. */
final class PictureWriter {
  private PictureWriter() {}

  static void write(Examples examples, Path folder) {
    List<String> places = places(examples.classes());
    int[] labels = examples.labelArray();
    Map<Path, Integer> files = new LinkedHashMap<>();
    for (int i = 0; i < labels.length; i++) {
      files.put(Path.of(places.get(labels[i]), String.format(Locale.ROOT, "%03d.png", i)), i);
    }
    try {
      refuseOthers(folder, files.keySet());
      for (Map.Entry<Path, Integer> file : files.entrySet()) {
        Path target = folder.resolve(file.getKey());
        Files.createDirectories(target.getParent());
        try (NDArray image = examples.inputs().get(file.getValue())) {
          ImageIO.write(Images.picture(image), "png", target.toFile());
        }
      }
    } catch (IOException e) {
      throw new DataException("The images could not be written to " + folder + ": " + e, e);
    }
  }

  /** The folder of each class. */
  private static List<String> places(List<String> classes) {
    Map<String, String> owners = new TreeMap<>(String.CASE_INSENSITIVE_ORDER); // as on a Mac
    return classes.stream()
        .map(
            name -> {
              String place = name.strip().replaceAll("[^\\p{L}\\p{M}\\p{N} _+.-]", "-");
              place = place.replaceAll("^[.]+|[. ]+$", "-"); // hidden; not allowed on Windows
              place = place.isEmpty() ? "-" : place;
              String other = owners.put(place, name);
              if (other != null) {
                throw new IllegalArgumentException(
                    "The classes \""
                        + other
                        + "\" and \""
                        + name
                        + "\" would share the folder "
                        + place
                        + ". Rename one.");
              }
              return place;
            })
        .toList();
  }

  /** What was there before would be read with the new images. */
  private static void refuseOthers(Path folder, Set<Path> wanted) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      Set<Path> others =
          all.filter(Files::isRegularFile)
              .map(folder::relativize)
              .filter(file -> !PictureFolder.isHidden(file.getFileName().toString()))
              .filter(file -> !wanted.contains(file))
              .collect(Collectors.toSet());
      if (!others.isEmpty()) {
        throw new DataException(
            "The folder "
                + folder
                + " holds other files, such as "
                + others.iterator().next()
                + ". Choose a new folder, or empty this one.");
      }
    }
  }
}

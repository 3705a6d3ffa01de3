package adapt4j.data;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Cuts examples into parts that share no class. */
final class ClassParts {
  private static final long SPLIT_SEED = 20_261_122;

  private ClassParts() {}

  /**
   * @param group of a class, by its name: it stays in one piece
   * @param shares of the classes for each part but the last, which gets the rest
   * @return new sets of the same manager
   */
  static List<Examples> of(Examples examples, Function<String, String> group, double... shares) {
    double sum = Arrays.stream(shares).sum();
    if (!(sum < 1) || Arrays.stream(shares).anyMatch(share -> !(share > 0))) {
      throw new IllegalArgumentException(
          "Shares of the classes are above 0 and under 1 together, but they are "
              + Arrays.toString(shares)
              + ".");
    }
    List<String> names = examples.classes();
    Map<String, List<Integer>> groups = new LinkedHashMap<>();
    for (int c = 0; c < names.size(); c++) {
      groups.computeIfAbsent(group.apply(names.get(c)), g -> new ArrayList<>()).add(c);
    }
    List<List<Integer>> drawn = new ArrayList<>(groups.values());
    Collections.shuffle(drawn, new Random(SPLIT_SEED));
    List<List<Integer>> parts = new ArrayList<>();
    for (double share : shares) {
      parts.add(take(drawn, (int) Math.round(share * names.size())));
    }
    parts.add(take(drawn, names.size()));
    if (parts.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException(
          String.format(
              "%d classes in %d groups are too few for %d parts with different classes: one part"
                  + " would have none. Take more classes or larger shares.",
              names.size(), groups.size(), parts.size()));
    }
    return parts.stream().map(part -> part(examples, part)).toList();
  }

  /** Takes out groups as long as they fit. */
  private static List<Integer> take(List<List<Integer>> groups, int most) {
    List<Integer> taken = new ArrayList<>();
    groups.removeIf(group -> taken.size() + group.size() <= most && taken.addAll(group));
    Collections.sort(taken);
    return taken;
  }

  /** The examples of some classes, which are numbered anew. */
  private static Examples part(Examples examples, List<Integer> classes) {
    int[] label = examples.labelArray();
    int[] place = new int[examples.classes().size()];
    Arrays.fill(place, -1);
    for (int i = 0; i < classes.size(); i++) {
      place[classes.get(i)] = i;
    }
    int[] members = IntStream.range(0, label.length).filter(i -> place[label[i]] >= 0).toArray();
    float[] labels = new float[members.length];
    for (int i = 0; i < members.length; i++) {
      labels[i] = place[label[members[i]]];
    }
    Examples chosen = examples.select(members);
    NDArray inputs = chosen.inputs();
    chosen.labels().close(); // they count through all classes
    return new Examples(
        inputs,
        inputs.getManager().create(labels),
        classes.stream().map(examples.classes()::get).toList());
  }
}

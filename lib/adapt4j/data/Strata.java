package adapt4j.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Draws that look at each class by itself. */
final class Strata {
  private Strata() {}

  /** The indexes of each class's examples. */
  static List<List<Integer>> members(Examples examples) {
    List<List<Integer>> members = new ArrayList<>();
    examples.classes().forEach(name -> members.add(new ArrayList<>()));
    int[] label = examples.labelArray();
    for (int i = 0; i < label.length; i++) {
      members.get(label[i]).add(i);
    }
    return members;
  }

  /** How many of each class go first: rounded down, the rest to the largest remainders. */
  static int[] cuts(double share, List<List<Integer>> members) {
    double[] exact = members.stream().mapToDouble(m -> share * m.size()).toArray();
    int[] cuts = Arrays.stream(exact).mapToInt(x -> (int) x).toArray();
    int rest = (int) Math.round(Arrays.stream(exact).sum()) - Arrays.stream(cuts).sum();
    IntStream.range(0, cuts.length)
        .boxed()
        .sorted(Comparator.comparingDouble(c -> cuts[c] - exact[c]))
        .limit(rest)
        .forEach(c -> cuts[c]++);
    return cuts;
  }

  /** The indexes of k examples of each class, class by class. */
  static int[] fewShot(int k, Examples examples, Random random) {
    if (k < 1) {
      throw new IllegalArgumentException(
          "Asked for " + k + " examples of each class. Ask for at least 1.");
    }
    List<List<Integer>> members = members(examples);
    int least = smallest(members);
    if (k > members.get(least).size()) {
      throw new IllegalArgumentException(
          "Asked for "
              + k
              + " examples of each class, but class \""
              + examples.classes().get(least)
              + "\" has "
              + members.get(least).size()
              + ".");
    }
    List<Integer> drawn = new ArrayList<>();
    for (List<Integer> one : members) {
      Collections.shuffle(one, random); // all of it, so that a larger k draws the same and more
      drawn.addAll(one.subList(0, k));
    }
    return drawn.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int smallest(List<List<Integer>> members) {
    return IntStream.range(0, members.size())
        .boxed()
        .min(Comparator.comparingInt(c -> members.get(c).size()))
        .orElseThrow();
  }
}

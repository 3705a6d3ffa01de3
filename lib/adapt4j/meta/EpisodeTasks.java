package adapt4j.meta;

import adapt4j.data.Augment;
import adapt4j.data.Examples;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Draws the episodes of one part. */
final class EpisodeTasks implements Tasks {
  private final String part;
  private final Examples examples;
  private final int ways;
  private final int shots;
  private final int queries;
  private final Augment augment; // null: none
  private final List<int[]> members = new ArrayList<>(); // of each class

  EpisodeTasks(String part, Examples examples, int ways, int shots, int queries, Augment augment) {
    this.part = part;
    this.examples = examples;
    this.ways = ways;
    this.shots = shots;
    this.queries = queries;
    this.augment = augment;
    int classes = examples.classes().size();
    if (classes < ways) {
      throw new IllegalArgumentException(
          String.format(
              "An episode of %d classes cannot be drawn from %d, which is all that the %s part"
                  + " has. Take fewer with optWays, or data with more classes.",
              ways, classes, part));
    }
    int[] label = examples.labelArray();
    int needed = augment == null ? shots + queries : 1;
    for (int c = 0; c < classes; c++) {
      int wanted = c;
      int[] found = IntStream.range(0, label.length).filter(i -> label[i] == wanted).toArray();
      if (found.length < needed) {
        throw new IllegalArgumentException(
            String.format(
                "Class \"%s\" of the %s part has %d examples, but an episode takes %d to learn from"
                    + " and %d to judge by. Take fewer with optShots and optQueries, or make"
                    + " variants with optAugment.",
                examples.classes().get(c), part, found.length, shots, queries));
      }
      members.add(found);
    }
  }

  @Override
  public TaskBatch draw(NDManager manager, int n, Random random) {
    long[] support = new long[n * ways * shots];
    long[] query = new long[n * ways * queries];
    for (int episode = 0; episode < n * ways; episode += ways) {
      int[] chosen = some(ways, IntStream.range(0, members.size()).toArray(), random);
      for (int way = 0; way < ways; way++) {
        int[] own = members.get(chosen[way]);
        int[] drawn = some(Math.min(shots + queries, own.length), own, random);
        // With too few images, support and query still have different ones, if there are two.
        int first = drawn.length == 1 ? 0 : Math.min(shots, drawn.length - 1);
        for (int i = 0; i < shots; i++) {
          support[(episode + way) * shots + i] = drawn[i % Math.max(1, first)];
        }
        for (int i = 0; i < queries; i++) {
          query[(episode + way) * queries + i] = drawn[first + i % (drawn.length - first)];
        }
      }
    }
    return new TaskBatch(
        shots(manager, n, shots, support, random), shots(manager, n, queries, query, random));
  }

  /** The first places of a random order. */
  private static int[] some(int n, int[] from, Random random) {
    int[] order = from.clone();
    for (int i = 0; i < n; i++) {
      int j = i + random.nextInt(order.length - i);
      int drawn = order[j];
      order[j] = order[i];
      order[i] = drawn;
    }
    return Arrays.copyOf(order, n);
  }

  private Shots shots(NDManager manager, int n, int each, long[] indexes, Random random) {
    long[] labels = new long[indexes.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i / each % ways;
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray all = Weights.view(examples.inputs(), scope);
      NDArray drawn = all.get(new NDIndex("{}", scope.create(indexes)));
      NDArray changed = augment == null ? drawn : augment.apply(drawn, random);
      Shape one = drawn.getShape().slice(1);
      // A copy: the array of an augmentation may own the memory that a view of it looks into.
      NDArray inputs = changed.reshape(new Shape(n, (long) ways * each).addAll(one)).duplicate();
      inputs.attach(manager);
      return new Shots(inputs, manager.create(labels, new Shape(n, (long) ways * each)));
    }
  }

  @Override
  public String toString() {
    return String.format(
        "%d-way %d-shot episodes of the %s part: %,d classes, %d queries of each",
        ways, shots, part, members.size(), queries);
  }
}

package adapt4j.cli;

import adapt4j.data.Card;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./lab data}: checks or rebuilds what is in {@code data/}. */
@Command(
    name = "data",
    description = "Checks or rebuilds what is in data/.",
    subcommands = DataCommand.Make.class)
final class DataCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return verify();
  }

  @Command(name = "verify", description = "Checks every file in data/ against its checksum.")
  int verify() {
    Home home = Home.find();
    Terminal terminal = new Terminal();
    boolean good = true;
    for (var set : DataSets.problems(home.data()).entrySet()) {
      List<String> problems = set.getValue();
      terminal.report(
          problems.isEmpty(),
          set.getKey(),
          problems.isEmpty() ? "as its card says" : String.join("; ", problems));
      good &= problems.isEmpty();
    }
    return good ? 0 : 1;
  }

  @Command(name = "make", description = "Rebuilds a data set, or results that a lesson reads.")
  static final class Make implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "What to make.")
    String name;

    @Override
    public Integer call() {
      Recipes.Recipe recipe = Recipes.ALL.get(name);
      if (recipe == null) {
        throw new Problem(
            "There is no recipe for "
                + name
                + ". Known: "
                + String.join(", ", new TreeSet<>(Recipes.ALL.keySet()))
                + ".");
      }
      try {
        Path folder = Home.find().data().resolve(name);
        recipe.make(folder);
        renewCard(folder);
      } catch (IOException e) {
        throw new Problem("data/" + name + " was not made: " + e.getMessage(), e);
      }
      return 0;
    }

    private static void renewCard(Path folder) {
      if (Files.notExists(folder.resolve("CARD.md"))) {
        System.out.println(
            "There is no CARD.md in " + folder + " yet. Without one it is not loaded.");
        return;
      }
      List<String> changed = Card.of(folder).renew();
      System.out.println(
          changed.isEmpty()
              ? "The files are those of the card."
              : "Not the same bytes as before, so the card has new sums: "
                  + String.join(", ", changed));
    }
  }
}

package adapt4j.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./lab reset}: a lesson as it was delivered. */
@Command(
    name = "reset",
    description =
        "Takes your copy of a lesson back to how it was delivered. A backup of yours is kept.")
final class ResetCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NN", description = "The lesson's number.")
  String lesson;

  @Override
  public Integer call() {
    Home home = Home.find();
    String number = Lessons.number(lesson);
    if (number == null) {
      throw new Problem(
          "There is no lesson " + lesson + ". " + Lessons.those(Lessons.in(home.notebooks())));
    }
    Path backup = new WorkingCopy(home).reset(number);
    new Terminal()
        .say(
            "Lesson "
                + number
                + " in work/ is as delivered, with its exercises and solutions."
                + (backup == null
                    ? ""
                    : " Yours is kept in " + home.root().relativize(backup) + "."));
    return 0;
  }
}

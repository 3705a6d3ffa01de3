package adapt4j.cli;

import adapt4j.data.DataException;
import java.util.Locale;
import picocli.CommandLine;

/** The commands behind the script {@code lab}. */
public final class Main {
  static final long STARTED_MILLIS = System.currentTimeMillis();

  private Main() {}

  /** Runs one command and ends with its exit status: 0 when all went well. */
  public static void main(String[] arguments) {
    // One way to write numbers, whatever the learner's language.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    System.exit(commands().execute(arguments));
  }

  static CommandLine commands() {
    return new CommandLine(new LabCommand())
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (!(failure instanceof Problem || failure instanceof DataException)) {
                throw failure;
              }
              command.getErr().println("lab: " + failure.getMessage());
              return 1;
            });
  }
}

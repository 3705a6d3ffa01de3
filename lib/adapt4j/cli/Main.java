package adapt4j.cli;

import adapt4j.data.DataException;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands behind the script {@code lab}. */
public final class Main {
  static final long STARTED_MILLIS = System.currentTimeMillis();
  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

  private Main() {}

  /** Runs one command and ends with its exit status: 0 when all went well. */
  public static void main(String[] arguments) {
    // DJL tells at length how it was loaded. Who wants to read that sets the level.
    if (System.getProperty(LOG_LEVEL) == null) {
      System.setProperty(LOG_LEVEL, "error");
    }
    // One way to write numbers, whatever the learner's language.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    System.exit(commands().execute(arguments));
  }

  static CommandLine commands() {
    return new CommandLine(new LabCommand())
        .setExecutionStrategy(
            parsed -> {
              LabCommand lab = parsed.commandSpec().commandLine().getCommand();
              if (parsed.hasSubcommand() && (lab.gpu || lab.cpu)) {
                throw new ParameterException(
                    parsed.commandSpec().commandLine(),
                    "--gpu and --cpu stand alone: first ./lab --gpu, then the command");
              }
              return new CommandLine.RunLast().execute(parsed);
            })
        .setParameterExceptionHandler(
            (failure, arguments) -> {
              PrintWriter err = failure.getCommandLine().getErr();
              err.println("lab: " + plainly(failure));
              err.println("./lab --help lists what there is.");
              return 2;
            })
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (!(failure instanceof Problem || failure instanceof DataException)) {
                throw failure;
              }
              command.getErr().println("lab: " + failure.getMessage());
              return 1;
            });
  }

  private static String plainly(ParameterException failure) {
    if (failure instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().get(0);
      return (word.startsWith("-") ? "There is no option " : "There is no command ") + word + ".";
    }
    return failure.getMessage() + ".";
  }
}

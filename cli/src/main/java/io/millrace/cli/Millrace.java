package io.millrace.cli;

import io.millrace.config.ConfigException;
import io.millrace.stack.StackException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code ./millrace}. */
@Command(
    name = "./millrace",
    description = "Event analytics on Kafka, Flink and Cassandra.",
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    footer = {
      "",
      "First time here: ./millrace demo",
      "Every verb explains itself: ./millrace VERB --help"
    },
    subcommands = {
      UpVerb.class,
      DownVerb.class,
      StatusVerb.class,
      LogsVerb.class,
      DemoVerb.class,
      SubmitVerb.class,
      CancelVerb.class,
      SavepointVerb.class,
      ProduceVerb.class,
      ConsumeVerb.class,
      LedgerVerb.class,
      PatternVerb.class,
      SqlVerb.class,
      CqlVerb.class,
      BenchVerb.class
    })
public final class Millrace implements Runnable {

  /** Shows stack traces and the libraries' warnings. */
  static final String DEBUG = "MILLRACE_DEBUG";

  private static final int HELP_COLUMNS = 100;

  private final Home home;
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  Millrace(Home home, Terminal terminal) {
    this.home = home;
    this.terminal = terminal;
  }

  public static void main(String[] args) {
    Terminal terminal = Terminal.system();
    Home home;
    try {
      home = Home.ofProcess();
    } catch (CommandFailure e) {
      terminal.error("millrace: " + e.getMessage());
      System.exit(1);
      return;
    }
    System.exit(run(home, terminal, args));
  }

  /** Runs one command and returns its exit code: 0, 1 for a failure, 2 for wrong use. */
  public static int run(Home home, Terminal terminal, String... args) {
    CommandLine line = new CommandLine(new Millrace(home, terminal));
    prepare(line);
    line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler((e, wrongArguments) -> explain(e, terminal));
    line.setExecutionExceptionHandler((e, failed, parsed) -> report(e, terminal));
    return line.execute(args);
  }

  private static void prepare(CommandLine line) {
    line.getSubcommands().values().forEach(Millrace::prepare);
    line.getCommandSpec().addMixin("help", CommandSpec.forAnnotatedObject(new HelpOption()));
    line.setUsageHelpWidth(HELP_COLUMNS);
  }

  /** Every verb has it. */
  @Command
  static final class HelpOption {

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Explain this and do nothing.")
    @SuppressWarnings("UnusedVariable") // its presence is enough
    private boolean help;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no verb given");
  }

  Home home() {
    return home;
  }

  Terminal terminal() {
    return terminal;
  }

  private static int explain(ParameterException e, Terminal terminal) {
    CommandLine verb = e.getCommandLine();
    String name = verb.getCommandSpec().qualifiedName();
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong use");
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof CommandFailure) {
        message = String.valueOf(cause.getMessage());
      }
    }
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      message = "'" + unmatched.getUnmatched().get(0) + "' is not known to " + name;
      if (!near.isEmpty()) {
        message += "; did you mean '" + near.get(0) + "'?";
      }
    }
    terminal.error("millrace: " + message);
    terminal.error("Usage: " + synopsis(verb) + " (more: " + name + " --help)");
    return CommandLine.ExitCode.USAGE;
  }

  private static String synopsis(CommandLine verb) {
    return verb.getHelp().synopsis(0).strip().replaceAll("\\s+", " ").replace("[-h] ", "");
  }

  private static int report(Exception e, Terminal terminal) {
    if (System.getenv(DEBUG) != null) {
      e.printStackTrace(terminal.out());
    }
    boolean explained =
        e instanceof CommandFailure || e instanceof StackException || e instanceof ConfigException;
    terminal.error(
        explained
            ? "millrace: " + e.getMessage()
            : "millrace: " + e + "; this is not foreseen: set " + DEBUG + "=1 to see where");
    return CommandLine.ExitCode.SOFTWARE;
  }
}

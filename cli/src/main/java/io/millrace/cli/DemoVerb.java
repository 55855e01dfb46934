package io.millrace.cli;

import io.millrace.cli.demo.Demo;
import io.millrace.cli.demo.DemoCheck;
import io.millrace.cli.demo.InputDemo;
import io.millrace.cli.demo.Mismatches;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "demo",
    header = "Shows everything at work, and compares every answer with the truth.",
    abbreviateSynopsis = true,
    description = {
      "",
      "Starts the stack unless it runs, submits the jobs, streams a shop's events whose right answers",
      "are known, and compares every row, alert, record and file with them. The last line is",
      "'demo ok: …' or 'demo FAILED: …'. With --input, streams the lines of a file of your own instead",
      "and shows what becomes of them."
    })
final class DemoVerb implements Callable<Integer> {

  private static final int MISMATCHES_SHOWN = 20;

  @ParentCommand private Millrace millrace;

  @Mixin private StackOptions stackOptions = new StackOptions();

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "200000",
      description = "How many events (${DEFAULT-VALUE}).")
  private int events;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many a second, at most (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "42",
      description = "The same seed gives the same events (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--keep",
      description = "Leave stack, jobs and data as they are at the end, to look around.")
  private boolean keep;

  @Option(
      names = "--input",
      paramLabel = "FILE",
      description = "Stream the lines of this file instead; needs --topic.")
  private @Nullable Path input;

  @Option(names = "--topic", paramLabel = "T", description = "Where to, such as in.requests.")
  private @Nullable String topic;

  @Override
  public Integer call() {
    Terminal terminal = millrace.terminal();
    Demo.Options options = new Demo.Options(events, rate, seed);
    if ((input == null) != (topic == null)) {
      throw new CommandFailure("--input and --topic belong together; write both or neither");
    }
    if (input != null && !Files.isRegularFile(input)) {
      throw new CommandFailure(input + " does not exist; name a file whose lines are the records");
    }
    Outcome outcome;
    try (DemoStack stack = DemoStack.start(millrace.home(), stackOptions, terminal, keep)) {
      outcome = input == null || topic == null ? shop(stack, options) : input(stack, input, topic);
    }
    terminal.line(outcome.line());
    return outcome.ok() ? 0 : 1;
  }

  /** The demo's last line. */
  record Outcome(boolean ok, String line) {}

  private Outcome shop(DemoStack stack, Demo.Options options) {
    Terminal terminal = millrace.terminal();
    Demo demo = new Demo(millrace.home(), stack.running(), terminal, options);
    Mismatches mismatches = demo.run(jobs -> {});
    mismatches.lines().stream().limit(MISMATCHES_SHOWN).forEach(terminal::line);
    if (mismatches.count() > MISMATCHES_SHOWN) {
      terminal.line("… and " + (mismatches.count() - MISMATCHES_SHOWN) + " more");
    }
    if (stack.stays() && !keep) {
      demo.jobs().cancelAll();
    }
    return new Outcome(
        mismatches.count() == 0, new DemoCheck(demo.truth(), demo.target()).verdict(mismatches));
  }

  private Outcome input(DemoStack stack, Path file, String target) {
    InputDemo demo = new InputDemo(millrace.home(), stack.running(), millrace.terminal(), rate);
    InputDemo.Verdicts verdicts = demo.run(file, target);
    if (stack.stays() && !keep) {
      demo.jobs().cancelAll();
    }
    return new Outcome(verdicts.addUp(), verdicts.line());
  }
}

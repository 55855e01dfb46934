package io.millrace.cli;

import io.millrace.cli.patterns.Backtest;
import io.millrace.cli.patterns.BacktestReport;
import io.millrace.cli.patterns.PatternTime;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.patterns.model.Pattern;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "backtest",
    header = "Says which alerts patterns would have given for the events that are still there.",
    description = {
      "",
      "Reads the outbound topics of the collections that the patterns name, as far back as they go,"
          + " and prints alerts per day and pattern. Writes nothing."
    })
final class PatternBacktestVerb implements Callable<Integer> {

  @ParentCommand private PatternVerb parent;

  @Mixin private final PatternVerb.Given given = new PatternVerb.Given();

  @Mixin private final PatternVerb.Sigma sigma = new PatternVerb.Sigma();

  @Mixin private final PatternVerb.Deployment deployment = new PatternVerb.Deployment();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      required = true,
      description = "Of the alerts: 2026-11-01T00:00Z, 2026-11-01, or 7d before now.")
  private String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Events from then on are left out.")
  private @Nullable String until;

  @Option(names = "--json", description = "Print each alert as one line of JSON, and nothing else.")
  private boolean json;

  @Override
  public Integer call() {
    Instant now = Instant.now();
    Instant from = PatternTime.of("--since", since, now);
    Instant to = until == null ? null : PatternTime.of("--until", until, now);
    if (to != null && !to.isAfter(from)) {
      throw new CommandFailure("--until " + until + " is not after --since " + since);
    }
    List<Pattern> patterns = given.load(parent.settings(sigma, deployment.file())).patterns();
    MillraceConfig config = parent.config(deployment.file());
    Terminal out = parent.terminal();
    BacktestReport report = new BacktestReport(json ? out::line : null);
    Backtest.Read read = new Backtest(config, patterns).run(from, to, report::add, out::passing);
    if (json) {
      return 0;
    }
    if (!report.isEmpty()) {
      TextTable table = new TextTable("day", "pattern", "alerts");
      report.forEach((day, pattern, alerts) -> table.row(day, pattern, Long.toString(alerts)));
      table.print(out);
    }
    report.notes(read).forEach(out::line);
    out.line(report.total(read));
    return 0;
  }
}

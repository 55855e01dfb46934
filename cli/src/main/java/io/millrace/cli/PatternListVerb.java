package io.millrace.cli;

import io.millrace.cli.patterns.PatternTopics;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "list",
    header = "Shows which versions of patterns the detect job has, and since which event time.",
    description = {"", "What the job has not taken up yet is 'waiting'."})
final class PatternListVerb implements Callable<Integer> {

  @ParentCommand private PatternVerb parent;

  @Mixin private final PatternVerb.Deployment deployment = new PatternVerb.Deployment();

  @Override
  public Integer call() {
    List<PatternTopics.Version> versions =
        new PatternTopics(parent.config(deployment.file())).list();
    TextTable table = new TextTable("pattern", "version", "status", "from", "until", "error");
    for (PatternTopics.Version each : versions) {
      table.row(
          each.id(),
          each.version() == 0 ? "-" : Integer.toString(each.version()),
          each.status(),
          each.from().isEmpty() ? "-" : each.from(),
          each.until().isEmpty() ? "-" : each.until(),
          each.error());
    }
    table.print(parent.terminal());
    return 0;
  }
}

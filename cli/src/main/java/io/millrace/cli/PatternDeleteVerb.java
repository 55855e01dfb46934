package io.millrace.cli;

import io.millrace.cli.patterns.PatternTopics;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(name = "delete", header = "Takes a pattern from the detect job while it runs.")
final class PatternDeleteVerb implements Callable<Integer> {

  @ParentCommand private PatternVerb parent;

  @Parameters(paramLabel = "ID", description = "The pattern's id.")
  private String id;

  @Mixin private final PatternVerb.Deployment deployment = new PatternVerb.Deployment();

  @Override
  public Integer call() {
    new PatternTopics(parent.config(deployment.file())).delete(id);
    parent.terminal().line("deleted " + id);
    return 0;
  }
}

package io.millrace.cli;

import io.millrace.cli.patterns.PatternTopics;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "put",
    header = "Gives patterns to the detect job while it runs.",
    description = {
      "",
      "Writes each file to the compacted topic 'patterns', which is made if it is missing; of files of"
          + " Sigma each rule, which may refer to rules of the other files. Files are read and their"
          + " tests run before; if one is refused, none is written."
    })
final class PatternPutVerb implements Callable<Integer> {

  @ParentCommand private PatternVerb parent;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files of patterns or of Sigma's rules.")
  private List<Path> files;

  @Mixin private final PatternVerb.Sigma sigma = new PatternVerb.Sigma();

  @Mixin private final PatternVerb.Deployment deployment = new PatternVerb.Deployment();

  @Option(names = "--untested", description = "Write them even if their tests fail.")
  private boolean untested;

  @Override
  public Integer call() {
    List<PatternTopics.Checked> checked =
        PatternTopics.check(files, parent.settings(sigma, deployment.file()), !untested);
    new PatternTopics(parent.config(deployment.file()))
        .put(checked)
        .forEach(parent.terminal()::line);
    return 0;
  }
}

package io.millrace.cli;

import io.millrace.cli.patterns.PatternSet;
import io.millrace.patterns.definition.PatternDefinition;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.sigma.SigmaDefinition;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "check",
    header = "Reads patterns and says which are refused, and why.",
    description = {"", "Exit code 1 if any is."})
final class PatternCheckVerb implements Callable<Integer> {

  @ParentCommand private PatternVerb parent;

  @Mixin private final PatternVerb.Given given = new PatternVerb.Given();

  @Mixin private final PatternVerb.Sigma sigma = new PatternVerb.Sigma();

  @Override
  public Integer call() {
    PatternSet set = given.load(parent.settings(sigma));
    Terminal out = parent.terminal();
    for (PatternDefinition each : set.own()) {
      out.line("ok      " + each.file() + ": " + named(each.pattern()));
    }
    for (SigmaDefinition each : set.sigma()) {
      out.line("ok      " + each.file() + ": " + named(each.pattern()));
    }
    set.refused().forEach(refusal -> out.line("refused " + refusal));
    out.line(
        "patterns: "
            + PatternVerb.count(set.files(), "file")
            + ", "
            + PatternVerb.count(set.own().size() + set.sigma().size(), "pattern")
            + ", "
            + set.refused().size()
            + " refused");
    return set.refused().isEmpty() ? 0 : 1;
  }

  private static String named(Pattern pattern) {
    return pattern.id() + " version " + pattern.version() + (pattern.enabled() ? "" : ", disabled");
  }
}

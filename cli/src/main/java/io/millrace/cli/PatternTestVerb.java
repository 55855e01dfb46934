package io.millrace.cli;

import io.millrace.cli.patterns.PatternSet;
import io.millrace.cli.patterns.TestRun;
import io.millrace.patterns.definition.PatternDefinition;
import io.millrace.patterns.definition.PatternTest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "test",
    header = "Runs the tests that patterns have in their files.",
    description = {
      "",
      "A line for each test; of one that fails, which alerts were expected and did not come, and which"
          + " came and were not. Files that hold no pattern, and rules of Sigma that are refused, are"
          + " named too. Exit code 1 if any failed or was refused."
    })
final class PatternTestVerb implements Callable<Integer> {

  @ParentCommand private PatternVerb parent;

  @Mixin private final PatternVerb.Given given = new PatternVerb.Given();

  @Mixin private final PatternVerb.Sigma sigma = new PatternVerb.Sigma();

  private int tests;
  private int failed;

  @Override
  public Integer call() {
    PatternSet set = given.load(parent.settings(sigma));
    Terminal out = parent.terminal();
    set.own().forEach(definition -> run(definition, out));
    if (!set.sigma().isEmpty()) {
      out.line(
          "note    " + PatternVerb.count(set.sigma().size(), "rule") + " of Sigma, without tests");
    }
    set.refused().forEach(refusal -> out.line("refused " + refusal));
    out.line(
        "patterns: "
            + PatternVerb.count(set.files(), "file")
            + ", "
            + PatternVerb.count(tests, "test")
            + ", "
            + failed
            + " failed"
            + (set.refused().isEmpty() ? "" : ", " + set.refused().size() + " refused"));
    return failed == 0 && set.refused().isEmpty() ? 0 : 1;
  }

  private void run(PatternDefinition definition, Terminal out) {
    if (definition.tests().isEmpty()) {
      out.line("note    " + definition.file() + ": has no tests");
    }
    for (PatternTest test : definition.tests()) {
      TestRun run = TestRun.of(definition.pattern(), test);
      tests++;
      failed += run.passed() ? 0 : 1;
      out.line((run.passed() ? "pass    " : "FAILED  ") + definition.file() + ": " + test.name());
      if (!run.missing().isEmpty() || !run.unexpected().isEmpty()) {
        detail("expected", run.missing(), out);
        detail("got     ", run.unexpected(), out);
      }
      if (run.unsteady()) {
        out.line("  found other alerts when all events were there at once: report this fault");
      }
    }
  }

  private static void detail(String what, List<String> alerts, Terminal out) {
    if (alerts.isEmpty()) {
      out.line("  " + what + " nothing else");
    }
    alerts.forEach(alert -> out.line("  " + what + " " + alert));
  }
}

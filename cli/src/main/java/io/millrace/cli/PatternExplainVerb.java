package io.millrace.cli;

import io.millrace.cli.patterns.Explaining;
import io.millrace.cli.patterns.PatternSet;
import io.millrace.patterns.model.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "explain",
    header = "Says why a pattern finds events, or does not: each event, each condition.",
    description = {
      "",
      "EVENTS has one event in JSON a line: as ingest writes it; or with collection and timestamp"
          + " beside its fields; or as in a pattern's tests, {\"collection\": …, \"timestamp\": …,"
          + " \"event\": {…}}. They are taken in event time. After each stands what the pattern"
          + " remembers of its keys."
    })
final class PatternExplainVerb implements Callable<Integer> {

  @ParentCommand private PatternVerb parent;

  @Parameters(index = "0", paramLabel = "FILE", description = "The file of one pattern.")
  private Path file;

  @Parameters(index = "1", paramLabel = "EVENTS", description = "A file, or - for standard input.")
  private Path events;

  @Option(
      names = "--collection",
      paramLabel = "C",
      description = "Of events that do not say theirs; by default the only one in the pattern.")
  private @Nullable String collection;

  @Option(names = "--id", paramLabel = "ID", description = "Which one, if the file has several.")
  private @Nullable String id;

  @Mixin private final PatternVerb.Sigma sigma = new PatternVerb.Sigma();

  @Override
  public Integer call() throws IOException {
    Pattern pattern = pattern();
    boolean standardInput = events.toString().equals("-");
    if (!standardInput && !Files.isRegularFile(events)) {
      throw new CommandFailure(events + " does not exist; name a file of events, one a line");
    }
    Terminal out = parent.terminal();
    try (InputStream in = standardInput ? System.in : Files.newInputStream(events)) {
      String name = standardInput ? "standard input" : events.toString();
      long alerts = new Explaining(pattern, out::line).run(name, in, collection);
      out.line(pattern.id() + ": " + PatternVerb.count(alerts, "alert"));
    }
    return 0;
  }

  private Pattern pattern() {
    List<Pattern> all =
        PatternSet.load(List.of(file), parent.settings(sigma)).patterns().stream()
            .filter(each -> id == null || each.id().equals(id))
            .toList();
    if (all.size() == 1) {
      return all.get(0);
    }
    throw new CommandFailure(
        all.isEmpty()
            ? file + " has no pattern '" + id + "'"
            : file
                + " has "
                + all.size()
                + " patterns; write --id, one of "
                + String.join(", ", all.stream().map(Pattern::id).toList()));
  }
}

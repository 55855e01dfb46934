package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples' patterns pass their tests as a user runs them, with time going on event by event.
 */
class PatternExamplesTest {

  @TempDir Path folder;

  @Test
  void examples_passTheirTests() throws IOException {
    Path examples = Path.of(System.getProperty("millrace.home"), "examples");
    List<Path> directories;
    try (Stream<Path> all = Files.walk(examples)) {
      directories = all.filter(path -> path.endsWith("patterns")).sorted().toList();
    }

    assertThat(directories).isNotEmpty();
    for (Path directory : directories) {
      CommandRun run = CommandRun.of(folder, "pattern", "test", directory.toString());
      assertThat(run.output()).endsWith(" tests, 0 failed\n").doesNotContain("note ");
      assertThat(run.exit()).isZero();
    }
  }
}

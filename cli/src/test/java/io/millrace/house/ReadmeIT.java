package io.millrace.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs README.md as a newcomer would, block after block, on a stack of its own: a text block below
 * a command says which lines its output has to hold, sooner or later.
 */
class ReadmeIT {

  /** What .ci/run calls as it is written: this test would call itself. */
  private static final Set<String> RUN_BY_CI = Set.of("./millrace demo\n", "mvn verify\n");

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;
  private CommandFolder command;

  @BeforeEach
  void layOut() throws IOException {
    command = new CommandFolder(folder);
  }

  @AfterEach
  void leaveNothing() throws Exception {
    command.succeed("./millrace down --purge");
  }

  @Test
  void blocks_doWhatTheReadmeSays() throws Exception {
    List<MarkdownPage.Block> blocks =
        MarkdownPage.read(Poms.HOME.resolve("README.md")).blocks().stream()
            .filter(block -> block.mark().isEmpty() && !RUN_BY_CI.contains(block.text()))
            .toList();
    int ran = 0;
    for (int i = 0; i < blocks.size(); i++) {
      MarkdownPage.Block block = blocks.get(i);
      if (!block.language().equals("bash")) {
        continue;
      }
      boolean shows = i + 1 < blocks.size() && blocks.get(i + 1).language().equals("text");
      if (shows) {
        List<String> expected = blocks.get(i + 1).text().lines().toList();
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(command.succeed(block.text())).contains(expected));
      } else {
        command.succeed(block.text());
      }
      ran++;
    }
    assertThat(ran).isEqualTo(11);
  }
}

package io.millrace.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

  @BeforeEach
  void layOut() throws IOException {
    Path command = folder.resolve("millrace");
    Path cli = Poms.HOME.resolve("cli/target");
    Files.writeString(
        command,
        """
        #!/bin/sh
        exec java -Dmillrace.home='%s' -cp '%s:%s' io.millrace.cli.Millrace "$@"
        """
            .formatted(
                Poms.HOME,
                cli.resolve("millrace-cli.jar"),
                Files.readString(cli.resolve("class-path")).strip()));
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    Files.createSymbolicLink(folder.resolve("examples"), Poms.HOME.resolve("examples"));
  }

  @AfterEach
  void leaveNothing() throws Exception {
    run("./millrace down --purge");
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
            .untilAsserted(() -> assertThat(run(block.text())).contains(expected));
      } else {
        run(block.text());
      }
      ran++;
    }
    assertThat(ran).isEqualTo(9);
  }

  /** Runs a block to its end and gives all that it printed; it must succeed. */
  private String run(String script) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>(List.of("bash", "-euc", script));
    ProcessBuilder bash =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    bash.environment().put("MILLRACE_STACK", folder.resolve("stack").toString());
    bash.environment().put("MILLRACE_PORTS", "free");
    Process process = bash.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(script).isTrue();
    String printed = Files.readString(output, UTF_8);
    assertThat(process.exitValue()).as("%s%n%s", script, printed).isZero();
    return printed;
  }
}

package io.millrace.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A folder in which {@code ./millrace} is the command that was just built, on free ports and a
 * stack of its own, and {@code examples} are those of the project.
 */
public final class CommandFolder {

  private final Path folder;

  /** What a script printed, standard output and errors together, and how it ended. */
  public record Run(int exitCode, String output) {}

  public CommandFolder(Path folder) throws IOException {
    this.folder = folder;
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
    Files.createSymbolicLink(folder.resolve("sql"), Poms.HOME.resolve("sql"));
  }

  /** Runs a bash script to its end. */
  public Run run(String script) throws IOException, InterruptedException {
    return run(script, Map.of());
  }

  public Run run(String script, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", "");
    ProcessBuilder bash =
        new ProcessBuilder(List.of("bash", "-euc", script))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    bash.environment().put("MILLRACE_STACK", folder.resolve("stack").toString());
    bash.environment().put("MILLRACE_PORTS", "free");
    bash.environment().putAll(environment);
    Process process = bash.start();
    assertThat(process.waitFor(8, TimeUnit.MINUTES)).as("%s ends", script).isTrue();
    return new Run(process.exitValue(), Files.readString(output, UTF_8));
  }

  /** Runs a bash script that must succeed, and gives what it printed. */
  public String succeed(String script) throws IOException, InterruptedException {
    Run run = run(script);
    assertThat(run.exitCode()).as("%s%n%s", script, run.output()).isZero();
    return run.output();
  }
}

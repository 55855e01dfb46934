package io.millrace.stack;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Java main class with all it needs to run in a process of its own. */
record JavaProgram(
    String mainClass,
    String classPath,
    List<String> jvmOptions,
    List<String> arguments,
    Map<String, String> environment) {

  private static final int OLDEST_JDK = 17;

  static Path java() {
    return java(Path.of(System.getProperty("java.home")), Runtime.version().feature());
  }

  static Path java(Path javaHome, int feature) {
    Path java = javaHome.resolve("bin").resolve("java");
    if (!Files.isExecutable(java)) {
      throw new StackException(
          "no Java to start servers with: %s is missing; install JDK %d or newer and set JAVA_HOME to it"
              .formatted(java, OLDEST_JDK));
    }
    if (feature < OLDEST_JDK) {
      throw new StackException(
          "%s is Java %d, but the servers need JDK %d or newer; install one and set JAVA_HOME to it"
              .formatted(java, feature, OLDEST_JDK));
    }
    return java;
  }

  JavaProgram withJvmOption(String option) {
    List<String> more = new ArrayList<>(jvmOptions);
    more.add(option);
    return new JavaProgram(mainClass, classPath, more, arguments, environment);
  }

  /** The command line; everything long goes to {@code argumentFile}. */
  List<String> command(Path argumentFile) throws IOException {
    List<String> lines = new ArrayList<>(jvmOptions);
    lines.add("-cp");
    lines.add(classPath);
    lines.add(mainClass);
    lines.addAll(arguments);
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      text.append('"').append(line.replace("\\", "\\\\").replace("\"", "\\\"")).append("\"\n");
    }
    Files.writeString(argumentFile, text);
    return List.of(java().toString(), "@" + argumentFile);
  }

  /**
   * Starts it with its output appended to {@code log}, to live on when this process ends.
   *
   * <p>The shell makes it ignore the interrupt and the hang-up that a terminal sends to every
   * process started from it; {@code exec} keeps the pid.
   */
  ProcessHandle startDetached(Path argumentFile, Path log) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    command.addAll(command(argumentFile));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return builder.start().toHandle();
  }

  /** Runs it to its end and returns what it wrote. */
  ProgramResult run(Path argumentFile) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command(argumentFile))
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new ProgramResult(process.waitFor(), output);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Runs it with this process's own terminal and returns its exit code. */
  int runInteractive(Path argumentFile) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command(argumentFile)).inheritIO();
    builder.environment().putAll(environment);
    return builder.start().waitFor();
  }
}

package io.millrace.benchmarks;

import io.millrace.benchmarks.load.EngineArguments;
import io.millrace.benchmarks.load.Meter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One engine in a JVM of its own, so that its CPU is told apart and its libraries are its own. */
record EngineProcess(String mainClass, String classPath, List<String> options) {

  private static final String HEAP = "1g";

  /** What Spark needs on JDK 17 beside what Flink does, by its own launcher. */
  private static final List<String> SPARK_OPTIONS =
      List.of(
          "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
          "--add-opens=java.base/sun.nio.cs=ALL-UNNAMED",
          "--add-opens=java.base/sun.security.action=ALL-UNNAMED",
          "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED",
          "-Djdk.reflect.useDirectMethodHandle=false",
          "-Dio.netty.tryReflectionSetAccessible=true");

  /** An engine that is a class of this module. */
  static EngineProcess ofThisModule(Class<?> main) {
    return new EngineProcess(main.getName(), System.getProperty("java.class.path"), List.of());
  }

  /** With further options, which come after the others and so win. */
  EngineProcess with(List<String> further) {
    return new EngineProcess(
        mainClass, classPath, Stream.concat(options.stream(), further.stream()).toList());
  }

  /** Upstream's connector on a Flink of its own. */
  static EngineProcess upstream(Path root) throws IOException {
    return ofModule(
        root, "upstream-cassandra", "io.millrace.benchmarks.upstream.UpstreamSink", List.of());
  }

  static EngineProcess kafkaStreams(Path root) throws IOException {
    return ofModule(
        root, "kafka-streams", "io.millrace.benchmarks.streams.KafkaStreamsProcess", List.of());
  }

  static EngineProcess spark(Path root) throws IOException {
    return ofModule(root, "spark", "io.millrace.benchmarks.spark.SparkProcess", SPARK_OPTIONS);
  }

  private static EngineProcess ofModule(
      Path root, String module, String mainClass, List<String> options) throws IOException {
    Path target = root.resolve(Path.of("benchmarks", module, "target"));
    return new EngineProcess(
        mainClass,
        target.resolve("millrace-benchmark-" + module + ".jar")
            + ":"
            + Files.readString(target.resolve("class-path")),
        options);
  }

  /**
   * Runs it to its end.
   *
   * @param log gets all else that it says
   */
  Meter.Measured run(EngineArguments arguments, Path log) throws IOException, InterruptedException {
    return run(arguments.engine(), List.of(arguments.words()), log);
  }

  /** Runs it to its end with other words. */
  Meter.Measured run(String engine, List<String> words, Path log)
      throws IOException, InterruptedException {
    Path classPathFile = Files.createTempFile(log.getParent(), "class-path", ".args");
    Files.writeString(classPathFile, "-cp\n\"" + classPath + "\"\n");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(flinkOptions());
    command.add("-Xms" + HEAP);
    command.add("-Xmx" + HEAP);
    command.addAll(options);
    command.add("@" + classPathFile);
    command.add(mainClass);
    command.addAll(words);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread onExit = new Thread(process::destroyForcibly, "end-engine");
    Runtime.getRuntime().addShutdownHook(onExit);
    try {
      Meter.Measured measured = read(process, log);
      int exitCode = process.waitFor();
      if (exitCode != 0 || measured == null) {
        throw new IllegalStateException(
            "engine %s ended with %d; it said:%n%s"
                .formatted(engine, exitCode, Files.readString(log)));
      }
      if (!measured.equal()) {
        System.out.print(Files.readString(log));
      }
      return measured;
    } finally {
      process.destroyForcibly();
      Runtime.getRuntime().removeShutdownHook(onExit);
    }
  }

  private static Meter.@Nullable Measured read(Process process, Path log) throws IOException {
    Meter.Measured measured = null;
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        PrintWriter rest = new PrintWriter(Files.newBufferedWriter(log))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Meter.Measured found = Meter.Measured.parse(line);
        if (found == null) {
          rest.println(line);
        } else {
          measured = found;
        }
      }
    }
    return measured;
  }

  private static List<String> flinkOptions() throws IOException {
    try (InputStream options =
        Objects.requireNonNull(EngineProcess.class.getResourceAsStream("/flink-jvm-options"))) {
      return List.of(new String(options.readAllBytes(), StandardCharsets.UTF_8).strip().split(" "));
    }
  }
}

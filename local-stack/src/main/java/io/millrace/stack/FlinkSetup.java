package io.millrace.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The configuration and class path that Flink's servers and clients of one stack share. */
final class FlinkSetup {

  /** Comes before the result lines in the output of Flink's own start-up program. */
  private static final String RESULT = "BASH_JAVA_UTILS_EXEC_RESULT:";

  /** For processes that start often and compute little: half the work of starting. */
  static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /** What Flink said before, so that a restart need not ask again: to ask takes a JVM. */
  private static final Map<List<String>, Resources> KNOWN = new ConcurrentHashMap<>();

  private final StackPlan plan;

  FlinkSetup(StackPlan plan) {
    this.plan = plan;
  }

  /** JVM flags and {@code -D} arguments that make a process keep to its memory settings. */
  record Resources(List<String> jvmOptions, List<String> arguments) {}

  /**
   * flink-conf/config.yaml, then local.yaml beside it, then what this stack decides, then the
   * caller's options.
   */
  FlatConfig config() {
    Path base = plan.home().resolve("flink-conf");
    FlatConfig config =
        new FlatConfig()
            .mergeYaml(base.resolve("config.yaml"))
            .mergeYaml(base.resolve("local.yaml"))
            .put("jobmanager.rpc.address", Ports.HOST)
            .put("jobmanager.rpc.port", plan.port(Port.FLINK_RPC))
            .put("jobmanager.bind-host", Ports.HOST)
            .put("taskmanager.host", Ports.HOST)
            .put("taskmanager.bind-host", Ports.HOST)
            .put("taskmanager.numberOfTaskSlots", plan.settings().slots())
            .put("rest.address", Ports.HOST)
            .put("rest.bind-address", Ports.HOST)
            .put("rest.port", plan.port(Port.FLINK))
            .put("execution.checkpointing.dir", uri("flink", "checkpoints"))
            .put("execution.checkpointing.savepoint-dir", uri("flink", "savepoints"));
    if (plan.settings().sqlGateway()) {
      config
          .put("sql-gateway.endpoint.rest.address", Ports.HOST)
          .put("sql-gateway.endpoint.rest.bind-address", Ports.HOST)
          .put("sql-gateway.endpoint.rest.port", plan.port(Port.SQL_GATEWAY));
    }
    if (plan.settings().highAvailability()) {
      config
          .put("high-availability.type", "zookeeper")
          .put("high-availability.zookeeper.quorum", plan.address(Port.ZOOKEEPER))
          .put("high-availability.storageDir", uri("flink", "high-availability"));
    }
    return config.putAll(plan.settings().flinkOptions());
  }

  private String uri(String first, String... more) {
    return "file://" + plan.directory(first, more);
  }

  /** A folder with the configuration for one server or client. */
  Path writeConf(String name, FlatConfig config) {
    Path conf = plan.directory("conf", name);
    config.put("io.tmp.dirs", plan.directory("tmp", name)).writeYaml(conf.resolve("config.yaml"));
    return conf;
  }

  String classPath() {
    return plan.classPath("flink");
  }

  /** With a jar of connectors and functions behind Flink's own. */
  String classPath(Optional<Path> userJar) {
    return userJar
        .filter(Files::exists)
        .map(jar -> classPath() + ":" + jar)
        .orElseGet(this::classPath);
  }

  /** The configuration for what submits SQL: every job takes the same jar along. */
  FlatConfig sqlConfig(Optional<Path> userJar) {
    FlatConfig config = config();
    userJar.filter(Files::exists).ifPresent(jar -> config.put("pipeline.jars", jar.toUri()));
    return config;
  }

  /** A copy for a server that outlives the next build, which would pull the jar from under it. */
  Optional<Path> copyUserJar() throws IOException {
    Path original = plan.settings().userJar().filter(Files::exists).orElse(null);
    if (original == null) {
      return Optional.empty();
    }
    Path copy = plan.directory("lib").resolve(original.getFileName());
    return Optional.of(Files.copy(original, copy, StandardCopyOption.REPLACE_EXISTING));
  }

  List<String> jvmOptions(String name, FlatConfig config, String log4j) {
    List<String> options = new ArrayList<>(plan.commonJvmOptions(name));
    config
        .get("env.java.opts.all")
        .ifPresent(all -> options.addAll(Arrays.asList(all.split("\\s+"))));
    options.add(
        "-Dlog4j.configurationFile=" + plan.home().resolve("flink-conf").resolve(log4j).toUri());
    return options;
  }

  /** Asks Flink itself how to divide a process's memory, as its shell scripts do. */
  Resources resources(String command, Path conf) throws IOException, InterruptedException {
    List<String> question = List.of(command, Files.readString(conf.resolve("config.yaml")));
    Resources known = KNOWN.get(question);
    if (known != null) {
      return known;
    }
    ProgramResult result =
        new JavaProgram(
                "org.apache.flink.runtime.util.bash.BashJavaUtils",
                classPath(),
                QUICK_START,
                List.of(command, "--configDir", conf.toString()),
                Map.of())
            .run(plan.argumentFile(command));
    List<String> lines =
        result
            .output()
            .lines()
            .filter(line -> line.startsWith(RESULT))
            .map(line -> line.substring(RESULT.length()))
            .toList();
    if (result.exitCode() != 0 || lines.size() != 2) {
      throw new StackException(
          "Flink refuses its configuration in %s:%n%s".formatted(conf, result.output().strip()));
    }
    Resources resources = new Resources(words(lines.get(0)), words(lines.get(1)));
    KNOWN.put(question, resources);
    return resources;
  }

  private static List<String> words(String line) {
    return Stream.of(line.split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}

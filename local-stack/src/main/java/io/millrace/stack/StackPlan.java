package io.millrace.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Where a stack keeps things and which ports it has: what every server of it must know. */
record StackPlan(Path home, Path folder, StackSettings settings, Map<Port, Integer> ports) {

  private static final String PORT = "port.";
  private static final String HOME = "home";

  void writeTo(Map<String, String> entries) {
    entries.put(HOME, home.toString());
    entries.keySet().removeIf(key -> key.startsWith(PORT));
    ports.forEach((port, number) -> entries.put(PORT + port.label(), Integer.toString(number)));
  }

  static StackPlan readFrom(Path folder, Map<String, String> entries) {
    return new StackPlan(
        Path.of(entries.getOrDefault(HOME, "")),
        folder,
        StackSettings.readFrom(entries),
        readPorts(entries));
  }

  static Map<Port, Integer> readPorts(Map<String, String> entries) {
    Map<Port, Integer> ports = new EnumMap<>(Port.class);
    for (Port port : Port.values()) {
      String number = entries.get(PORT + port.label());
      if (number != null) {
        ports.put(port, Integer.valueOf(number));
      }
    }
    return ports;
  }

  int port(Port port) {
    Integer number = ports.get(port);
    if (number == null) {
      throw new StackException(
          "this stack has no %s; start one with it".formatted(port.service().label()));
    }
    return number;
  }

  String address(Port port) {
    return Ports.HOST + ":" + port(port);
  }

  Path log(String server) {
    return folder.resolve("logs").resolve(server + ".log");
  }

  Path argumentFile(String server) {
    return folder.resolve("conf").resolve(server + ".args");
  }

  /** A folder below the stack's own, made if needed. */
  Path directory(String first, String... more) {
    Path directory = folder.resolve(Path.of(first, more));
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new StackException("%s cannot be made: %s".formatted(directory, e), e);
    }
  }

  /** JVM options every server shares: nothing is left behind outside the stack's folder. */
  List<String> commonJvmOptions(String server) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Djava.io.tmpdir=" + directory("tmp", server),
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.net.preferIPv4Stack=true",
                "-Dfile.encoding=UTF-8"));
    if (settings.shortLived()) {
      options.add("-XX:TieredStopAtLevel=1");
    }
    return options;
  }

  /** The class path the build wrote for a server. */
  String classPath(String server) {
    Path file = home.resolve(Path.of("local-stack", "servers", server, "target", "class-path"));
    String remedy =
        "run `mvn -q generate-resources -pl local-stack/servers/%s` in %s".formatted(server, home);
    String classPath;
    try {
      classPath = Files.readString(file).trim();
    } catch (IOException e) {
      throw new StackException("%s is missing; %s".formatted(file, remedy), e);
    }
    Stream.of(classPath.split(":"))
        .filter(jar -> !Files.isReadable(Path.of(jar)))
        .findFirst()
        .ifPresent(
            jar -> {
              throw new StackException(
                  "%s, which %s names, is missing; %s".formatted(jar, file, remedy));
            });
    return classPath;
  }
}

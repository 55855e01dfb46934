package io.millrace.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a stack's folder remembers of it: settings, ports and processes.
 *
 * <p>Read afresh for every question, so that two processes may look after the same stack, and
 * replaced in one move, so that a reader never meets half of it.
 */
final class StateFile {

  private static final String FILE = "stack.properties";
  private static final String READY = "ready";

  private final Path path;

  StateFile(Path folder) {
    path = folder.resolve(FILE);
  }

  boolean exists() {
    return Files.isRegularFile(path);
  }

  synchronized Map<String, String> read() {
    if (!exists()) {
      return new TreeMap<>();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new StackException(
          "%s cannot be read (%s); delete it after ending the servers it may have listed"
              .formatted(path, e.getMessage()),
          e);
    }
    Map<String, String> entries = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> entries.put(key, properties.getProperty(key)));
    return entries;
  }

  synchronized void update(Consumer<Map<String, String>> change) {
    Map<String, String> entries = read();
    change.accept(entries);
    Properties properties = new Properties();
    properties.putAll(entries);
    StringWriter text = new StringWriter();
    try {
      properties.store(text, "Written by Millrace: what runs in this folder.");
      Path next = path.resolveSibling(FILE + ".next");
      Files.writeString(next, text.toString());
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StackException("%s cannot be written: %s".formatted(path, e), e);
    }
  }

  boolean isReady() {
    return Boolean.parseBoolean(read().get(READY));
  }

  void setReady(boolean ready) {
    update(entries -> entries.put(READY, Boolean.toString(ready)));
  }

  /** After an orderly end; the settings and ports stay for the next start. */
  void forgetProcesses() {
    update(
        entries -> {
          entries.remove(READY);
          entries.keySet().removeIf(key -> key.endsWith(".pid") || key.endsWith(".started"));
        });
  }

  /** How often a server was launched; tells its registrations apart. */
  int launches(String server) {
    return Integer.parseInt(read().getOrDefault(key(server, "launches"), "0"));
  }

  void putLaunch(String server, int launch, ProcessIdentity process) {
    update(
        entries -> {
          entries.put(key(server, "launches"), Integer.toString(launch));
          entries.put(key(server, "pid"), Long.toString(process.pid()));
          entries.put(key(server, "started"), process.started().toString());
        });
  }

  Optional<ProcessIdentity> process(String server) {
    return process(read(), server);
  }

  /** Every process that was started and not forgotten, by server. */
  Map<String, ProcessIdentity> processes() {
    Map<String, String> entries = read();
    Map<String, ProcessIdentity> processes = new TreeMap<>();
    for (String key : entries.keySet()) {
      if (key.startsWith("server.") && key.endsWith(".pid")) {
        String server = key.substring("server.".length(), key.length() - ".pid".length());
        process(entries, server).ifPresent(process -> processes.put(server, process));
      }
    }
    return processes;
  }

  private static Optional<ProcessIdentity> process(Map<String, String> entries, String server) {
    String pid = entries.get(key(server, "pid"));
    String started = entries.get(key(server, "started"));
    return pid == null || started == null
        ? Optional.empty()
        : Optional.of(new ProcessIdentity(Long.parseLong(pid), Instant.parse(started)));
  }

  private static String key(String server, String property) {
    return "server." + server + "." + property;
  }
}

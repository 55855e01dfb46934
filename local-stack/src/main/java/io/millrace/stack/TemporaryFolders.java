package io.millrace.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folders of throw-away stacks. Each name says which process owns it, so that the next stack
 * can sweep up after an owner that was killed.
 */
final class TemporaryFolders {

  /** Owner's pid, owner's start in epoch milliseconds, number within the owner. */
  private static final Pattern NAME = Pattern.compile("(\\d+)-(\\d+)-(\\d+)");

  private static final AtomicInteger COUNT = new AtomicInteger();

  private static final int DELETE_ATTEMPTS = 5;

  private final Path parent;

  TemporaryFolders(Path home) {
    parent = home.resolve(Path.of("local-stack", "target", "stacks"));
  }

  Path create() {
    ProcessIdentity owner = ProcessIdentity.of(ProcessHandle.current());
    String name =
        "%d-%d-%d".formatted(owner.pid(), owner.started().toEpochMilli(), COUNT.incrementAndGet());
    try {
      return Files.createDirectories(parent.resolve(name));
    } catch (IOException e) {
      throw new StackException("%s cannot be made: %s".formatted(parent.resolve(name), e), e);
    }
  }

  /** Ends the servers and deletes the folders of owners that are gone. */
  void sweep() {
    for (Path folder : list()) {
      Matcher name = NAME.matcher(folder.getFileName().toString());
      if (name.matches()) {
        ProcessIdentity owner =
            new ProcessIdentity(
                Long.parseLong(name.group(1)), Instant.ofEpochMilli(Long.parseLong(name.group(2))));
        if (!owner.isAlive()) {
          new StateFile(folder)
              .processes()
              .values()
              .forEach(process -> ServerProcess.end(process, Duration.ZERO));
          delete(folder);
        }
      }
    }
  }

  private List<Path> list() {
    try (Stream<Path> folders = Files.list(parent)) {
      return folders.toList();
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException e) {
      throw new StackException("%s cannot be listed: %s".formatted(parent, e), e);
    }
  }

  /** Deletes a folder and all in it, also while somebody else does the same. */
  static void delete(Path folder) {
    for (int attempt = 1; Files.exists(folder); attempt++) {
      try (Stream<Path> tree = Files.walk(folder)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      } catch (IOException | UncheckedIOException e) {
        if (attempt == DELETE_ATTEMPTS) {
          throw new StackException("%s cannot be deleted: %s".formatted(folder, e), e);
        }
      }
    }
  }
}

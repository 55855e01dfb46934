package io.millrace.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One attempt to bring a stack up: look, check, launch, wait. */
final class StackStart {

  /** Below this Kafka, Cassandra and RocksDB fail late and unclearly. */
  static final long NEEDED_BYTES = 2L << 30;

  private final Path home;
  private final StackSettings settings;
  private final Duration readyTimeout;
  private final Consumer<String> progress;

  StackStart(Path home, StackSettings settings, Duration readyTimeout, Consumer<String> progress) {
    this.home = home;
    this.settings = settings;
    this.readyTimeout = readyTimeout;
    this.progress = progress;
  }

  LocalStack start(Path folder, Ports policy, Map<Port, Integer> given, boolean temporary) {
    return FolderLock.holding(folder, () -> startLocked(folder, policy, given, temporary));
  }

  private LocalStack startLocked(
      Path folder, Ports policy, Map<Port, Integer> given, boolean temporary) {
    StateFile state = new StateFile(folder);
    if (!state.isReady()) {
      endLeftovers(state);
    }
    StackPlan plan = new StackPlan(home, folder, settings, ports(state, policy, given));
    refuseOtherSettings(state, plan);
    LocalStack stack = new LocalStack(plan, temporary, readyTimeout);
    List<ServerProcess> missing =
        stack.servers().stream().filter(server -> !server.alive()).toList();
    check(plan, missing);
    state.update(
        entries -> {
          settings.writeTo(entries);
          plan.writeTo(entries);
        });
    launch(stack, state, missing);
    return stack;
  }

  private void endLeftovers(StateFile state) {
    state
        .processes()
        .forEach(
            (name, process) -> {
              if (process.isAlive()) {
                progress.accept("ending " + name + ", left over from a start that was cut short");
                ServerProcess.end(process, LocalStack.PATIENCE);
              }
            });
  }

  private Map<Port, Integer> ports(StateFile state, Ports policy, Map<Port, Integer> given) {
    Map<Port, Integer> recorded = StackPlan.readPorts(state.read());
    Map<Port, Integer> wanted = new EnumMap<>(Port.class);
    if (policy == Ports.FREE) {
      wanted.putAll(recorded);
      if (!isRunning(state)) {
        wanted.values().removeIf(number -> !Ports.isFree(number));
      }
    }
    wanted.putAll(given);
    return policy.choose(settings.ports(), wanted);
  }

  private static boolean isRunning(StateFile state) {
    return state.processes().values().stream().anyMatch(ProcessIdentity::isAlive);
  }

  private static void refuseOtherSettings(StateFile state, StackPlan plan) {
    if (isRunning(state)) {
      Map<String, String> entries = state.read();
      boolean same =
          StackSettings.readFrom(entries).equals(plan.settings())
              && StackPlan.readPorts(entries).equals(plan.ports());
      if (!same) {
        throw new StackException(
            "the stack in %s runs with other options; end it first with `./millrace down`"
                .formatted(plan.folder()));
      }
    }
  }

  private static void check(StackPlan plan, List<ServerProcess> missing) {
    for (ServerProcess server : missing) {
      plan.ports()
          .forEach(
              (port, number) -> {
                if (port.service() == server.service()) {
                  Ports.requireFree(port, number);
                }
              });
    }
    for (Service service : plan.settings().services()) {
      plan.classPath(
          switch (service) {
            case KAFKA -> "kafka";
            case CASSANDRA -> "cassandra";
            case ZOOKEEPER, JOBMANAGER, TASKMANAGER, SQL_GATEWAY -> "flink";
          });
    }
    try {
      requireSpace(plan.folder(), Files.getFileStore(plan.folder()).getUsableSpace());
    } catch (IOException e) {
      throw new StackException("%s cannot be used: %s".formatted(plan.folder(), e), e);
    }
  }

  static void requireSpace(Path folder, long usableBytes) {
    if (usableBytes < NEEDED_BYTES) {
      throw new StackException(
          "the disk of %s has %d MB left, but a stack needs %d MB; make room or choose another folder"
              .formatted(folder, usableBytes >> 20, NEEDED_BYTES >> 20));
    }
  }

  private void launch(LocalStack stack, StateFile state, List<ServerProcess> servers) {
    if (servers.isEmpty()) {
      progress.accept("all servers run already");
      return;
    }
    state.setReady(false);
    ExecutorService threads = Executors.newFixedThreadPool(servers.size());
    Runnable undo =
        () -> {
          stopThreads(threads);
          servers.forEach(ServerProcess::kill);
        };
    // Ctrl-C while starting ends what was started; kill -9 leaves it to the next start.
    Thread onExit = new Thread(undo, "millrace-stack-undo");
    Runtime.getRuntime().addShutdownHook(onExit);
    try {
      launchAll(servers, threads);
      state.setReady(true);
    } catch (InterruptedException e) {
      undo.run();
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while starting the stack", e);
    } catch (RuntimeException e) {
      undo.run();
      throw e;
    } finally {
      threads.shutdown();
      removeHook(onExit);
    }
    stack.ownIfTemporary();
  }

  private void launchAll(List<ServerProcess> servers, ExecutorService threads)
      throws InterruptedException {
    long started = System.nanoTime();
    CompletionService<ServerProcess> ready = new ExecutorCompletionService<>(threads);
    for (ServerProcess server : servers) {
      progress.accept("starting " + server.name());
      ready.submit(
          () -> {
            server.launch();
            server.awaitReady();
            return server;
          });
    }
    for (int done = 0; done < servers.size(); done++) {
      try {
        ServerProcess server = ready.take().get();
        progress.accept(
            "%s is ready after %.1f s%s"
                .formatted(
                    server.name(),
                    (System.nanoTime() - started) / 1e9,
                    server.port().isPresent()
                        ? " on %s:%d".formatted(Ports.HOST, server.port().getAsInt())
                        : ""));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof StackException failure) {
          throw failure;
        }
        throw new StackException("the stack cannot be started: " + e.getCause(), e);
      }
    }
  }

  /** Waits for the threads, so that none launches a server after the others were ended. */
  private static void stopThreads(ExecutorService threads) {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new StackException("a server's start cannot be interrupted");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while ending the start of a stack", e);
    }
  }

  static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs already and does its work.
    }
  }

  /** Whether one of the ports of a stack that failed to start belongs to somebody else now. */
  static boolean lostAPort(Path folder) {
    return StackPlan.readPorts(new StateFile(folder).read()).values().stream()
        .anyMatch(number -> !Ports.isFree(number));
  }
}

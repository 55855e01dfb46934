package io.millrace.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One server of a stack, running or not, that can be hurt and healed. */
public final class ServerProcess {

  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

  private final StackPlan stack;
  private final StateFile state;
  private final ServerPlan plan;
  private final Duration readyTimeout;

  ServerProcess(StackPlan stack, StateFile state, ServerPlan plan, Duration readyTimeout) {
    this.stack = stack;
    this.state = state;
    this.plan = plan;
    this.readyTimeout = readyTimeout;
  }

  public Service service() {
    return plan.service();
  }

  /** Unique within the stack, e.g. {@code kafka} or {@code taskmanager-0}. */
  public String name() {
    return plan.name();
  }

  /** The port its clients use; a TaskManager has none. */
  public OptionalInt port() {
    return plan.port();
  }

  /** Of the running process. */
  public OptionalLong pid() {
    return running().map(process -> OptionalLong.of(process.pid())).orElse(OptionalLong.empty());
  }

  public boolean alive() {
    return running().isPresent();
  }

  /** Where its output goes; every launch appends. */
  public Path log() {
    return stack.log(name());
  }

  /** Ends it as {@code kill -9} does, and returns when it is gone. */
  public void kill() {
    running().ifPresent(ServerProcess::destroyForcibly);
  }

  /** Stops it in its tracks, as {@code kill -STOP} does: it holds its port but says nothing. */
  public void freeze() {
    requireProcess().signal("STOP");
  }

  /** Lets a frozen server go on. */
  public void thaw() {
    requireProcess().signal("CONT");
  }

  /** Ends it if it runs, starts it again on the same data and port, and waits until it is ready. */
  public void restart() {
    end(KILL_TIMEOUT);
    try {
      launch();
      awaitReady();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while restarting " + name(), e);
    }
  }

  private Optional<ProcessHandle> running() {
    return state.process(name()).flatMap(ProcessIdentity::find);
  }

  private ProcessIdentity requireProcess() {
    return state
        .process(name())
        .filter(ProcessIdentity::isAlive)
        .orElseThrow(() -> new StackException(name() + " does not run"));
  }

  /** Starts the process and notes it, before anything can wait or fail. */
  void launch() throws InterruptedException {
    int launch = state.launches(name()) + 1;
    JavaProgram program;
    try {
      program = plan.prepare(launch);
    } catch (InterruptedException | StackException e) {
      throw e;
    } catch (Exception e) {
      throw new StackException("%s cannot be configured: %s".formatted(name(), e), e);
    }
    try {
      Files.createDirectories(log().getParent());
      ProcessHandle process = program.startDetached(stack.argumentFile(name()), log());
      state.putLaunch(name(), launch, ProcessIdentity.of(process));
    } catch (IOException e) {
      throw new StackException("%s cannot be started: %s".formatted(name(), e), e);
    }
  }

  void awaitReady() throws InterruptedException {
    int launch = state.launches(name());
    Readiness.await(
        () -> plan.probe(launch),
        readyTimeout,
        () -> {
          if (!alive()) {
            throw failure("died while starting");
          }
        },
        problem ->
            failure("is not ready after %d s (%s)".formatted(readyTimeout.toSeconds(), problem)));
  }

  /** Asks it to end, thawed if need be, and makes it after {@code patience}. */
  void end(Duration patience) {
    state.process(name()).ifPresent(process -> end(process, patience));
  }

  static void end(ProcessIdentity identity, Duration patience) {
    identity
        .find()
        .ifPresent(
            process -> {
              if (patience.isZero()) {
                destroyForcibly(process);
                return;
              }
              process.destroy();
              identity.resume();
              if (!isGone(process, patience)) {
                destroyForcibly(process);
              }
            });
  }

  private static void destroyForcibly(ProcessHandle process) {
    process.destroyForcibly();
    if (!isGone(process, KILL_TIMEOUT)) {
      throw new StackException("process %d cannot be killed".formatted(process.pid()));
    }
  }

  private static boolean isGone(ProcessHandle process, Duration patience) {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return !process.isAlive() || process.info().command().isEmpty();
    } catch (ExecutionException e) {
      throw new StackException("cannot wait for process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while ending process " + process.pid(), e);
    }
  }

  StackException failure(String what) {
    return new StackException(
        "%s %s.%n%s%nIf that does not tell: `./millrace down --purge` and start again"
            .formatted(name(), what, LogTail.of(log())));
  }
}

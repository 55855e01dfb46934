package io.millrace.cli;

import io.millrace.stack.LocalStack;
import io.millrace.stack.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The stack of one demo: the one that runs, or one that this demo starts and ends, also when it is
 * interrupted. What was there before the demo is never deleted.
 */
final class DemoStack implements AutoCloseable {

  private static final Duration FOLDER_FREE_WITHIN = Duration.ofSeconds(30);
  private static final Duration TRY_EVERY = Duration.ofMillis(250);

  private final Path folder;
  private final boolean wasThere;
  private final boolean keep;
  private final Terminal terminal;
  private @Nullable LocalStack running;
  private @Nullable Thread onExit;

  private DemoStack(Home home, Terminal terminal, boolean keep) {
    folder = home.stackFolder();
    wasThere = Files.isDirectory(folder);
    this.terminal = terminal;
    this.keep = keep;
  }

  static DemoStack start(Home home, StackOptions options, Terminal terminal, boolean keep) {
    DemoStack demo = new DemoStack(home, terminal, keep);
    if (demo.wasThere) {
      LocalStack stack = LocalStack.attach(demo.folder);
      if (stack.isReady()) {
        demo.running = stack;
        return demo;
      }
    }
    demo.endOnExit();
    terminal.line(terminal.bold("Stack"));
    demo.running = options.start(home, text -> terminal.line("  " + text));
    return demo;
  }

  LocalStack running() {
    LocalStack stack = running;
    if (stack == null) {
      throw new IllegalStateException("the stack was not started");
    }
    return stack;
  }

  /** Whether it goes on after the demo, so that the demo's jobs have to be ended one by one. */
  boolean stays() {
    return onExit == null;
  }

  private void endOnExit() {
    if (!keep) {
      onExit = new Thread(this::end, "demo-stack-end");
      Runtime.getRuntime().addShutdownHook(onExit);
    }
  }

  /**
   * Ends the stack. A start that was interrupted holds the folder until it has seen its servers
   * die, so this tries for a while.
   */
  private void end() {
    long deadline = System.nanoTime() + FOLDER_FREE_WITHIN.toNanos();
    while (Files.isDirectory(folder)) {
      try {
        remove(LocalStack.attach(folder));
        return;
      } catch (StackException e) {
        if (System.nanoTime() > deadline) {
          terminal.error("millrace: " + e.getMessage());
          return;
        }
      }
      LockSupport.parkNanos(TRY_EVERY.toNanos());
    }
  }

  private void remove(LocalStack stack) {
    if (wasThere) {
      stack.stop();
    } else {
      stack.purge();
      DownVerb.removeIfEmpty(folder);
    }
  }

  @Override
  public void close() {
    Thread hook = onExit;
    if (hook == null) {
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook does this.
      return;
    }
    terminal.passing("ending the stack …");
    end();
  }
}

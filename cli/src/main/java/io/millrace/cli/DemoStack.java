package io.millrace.cli;

import io.millrace.stack.LocalStack;
import io.millrace.stack.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The stack of one demo: the one that runs, or one that this demo starts and ends, also when it is
 * interrupted. What was there before the demo is never deleted.
 */
final class DemoStack implements AutoCloseable {

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

  private void end() {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try {
      LocalStack stack = LocalStack.attach(folder);
      if (wasThere) {
        stack.stop();
      } else {
        stack.purge();
        DownVerb.removeIfEmpty(folder);
      }
    } catch (StackException e) {
      terminal.error("millrace: " + e.getMessage());
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

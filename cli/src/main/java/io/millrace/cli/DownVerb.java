package io.millrace.cli;

import io.millrace.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "down", header = "Ends the local stack; what it stored stays for the next up.")
final class DownVerb implements Callable<Integer> {

  @ParentCommand private Millrace millrace;

  @Option(names = "--purge", description = "Delete all that it stored, too: topics, tables, files.")
  private boolean purge;

  @Override
  public Integer call() {
    Path folder = millrace.home().stackFolder();
    if (!Files.isDirectory(folder)) {
      millrace.terminal().line("no stack is here, so there is nothing to end");
      return 0;
    }
    LocalStack stack = LocalStack.attach(folder);
    if (purge) {
      stack.purge();
      removeIfEmpty(folder);
      millrace.terminal().line("the stack is down, and nothing of it is left");
    } else {
      stack.stop();
      millrace.terminal().line("the stack is down; its data is kept in " + folder);
    }
    return 0;
  }

  /** The folder around the default place is ours as well. */
  static void removeIfEmpty(Path stackFolder) {
    Path around = stackFolder.getParent();
    if (around != null && around.endsWith(".millrace")) {
      try {
        Files.deleteIfExists(around);
      } catch (IOException e) {
        // Somebody keeps another stack there.
      }
    }
  }
}

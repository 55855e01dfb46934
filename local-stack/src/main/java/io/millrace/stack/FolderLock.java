package io.millrace.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets one process at a time start or stop the stack of a folder. */
final class FolderLock {

  private FolderLock() {}

  static <T> T holding(Path folder, Supplier<T> action) {
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        if (tryLock(channel) == null) {
          throw new StackException(
              "another process is starting or stopping the stack in %s; wait until it is done"
                  .formatted(folder));
        }
        return action.get();
      }
    } catch (IOException e) {
      throw new StackException("%s cannot be used for a stack: %s".formatted(folder, e), e);
    }
  }

  /** The lock goes with its channel, or with its process. */
  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }
}

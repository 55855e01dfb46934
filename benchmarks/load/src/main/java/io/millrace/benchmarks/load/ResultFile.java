package io.millrace.benchmarks.load;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows that this process makes while it is not measured, for who compares them.
 *
 * <p>A row may come several times as events come in; the last one counts.
 */
public final class ResultFile {

  private static @Nullable BufferedWriter lines;

  private ResultFile() {}

  /** What makes rows. */
  public interface Work {
    void run() throws Exception;
  }

  /** Runs it and keeps every row that is added by any thread until it ends. */
  public static void keep(Path file, Work work) throws Exception {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      open(writer);
      work.run();
    } finally {
      open(null);
    }
  }

  public static synchronized void add(ResultRow row) {
    if (lines == null) {
      throw new IllegalStateException("no file is open for " + row);
    }
    try {
      lines.write(row.line());
      lines.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void read(Path file, Consumer<ResultRow> rows) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      lines.map(ResultRow::parse).forEach(rows);
    }
  }

  private static synchronized void open(@Nullable BufferedWriter writer) {
    lines = writer;
  }
}

package io.millrace.benchmarks.patterns;

import io.millrace.benchmarks.load.ResultFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The alerts that this process finds: kept for who compares them, or counted only. */
public final class AlertFile {

  private static final LongAdder FOUND = new LongAdder();
  private static final LongAdder ENDED = new LongAdder();

  private static volatile @Nullable BufferedWriter lines;

  private AlertFile() {}

  /** Runs it and keeps every alert that is found by any thread until it ends. */
  static void keep(Path file, ResultFile.Work work) throws Exception {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      open(writer);
      work.run();
    } finally {
      open(null);
    }
  }

  static boolean isOpen() {
    return lines != null;
  }

  static void count() {
    FOUND.increment();
  }

  /** A part of a sink has all that it will get. */
  static void end() {
    ENDED.increment();
  }

  /** How many parts of sinks have all of it. */
  static long ended() {
    return ENDED.sum();
  }

  /** Forgets the jobs before. */
  static void startAgain() {
    ENDED.reset();
  }

  static synchronized void add(FoundAlert alert) {
    if (lines == null) {
      throw new IllegalStateException("no file is open for " + alert);
    }
    try {
      lines.write(alert.line());
      lines.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<FoundAlert> read(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(FoundAlert::parse).toList();
    }
  }

  private static synchronized void open(@Nullable BufferedWriter writer) {
    lines = writer;
  }
}

package io.millrace.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;

/** The committed Parquet files of an archive: hive partitions, hidden files left out. */
final class ArchiveFiles {

  private static final long MICROS = 1_000_000;

  private final Path root;
  private final Map<Path, Long> rowCounts = new HashMap<>();

  ArchiveFiles(Path root) {
    this.root = root;
  }

  /**
   * One archived event.
   *
   * @param folder the hive partition, such as {@code collection=carts/day=2026-03-01}
   */
  record Archived(String folder, String id, Instant time, String body) {}

  Path root() {
    return root;
  }

  /** Every file that a reader would see. */
  List<Path> list() {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> tree = Files.walk(root)) {
      return tree.filter(ArchiveFiles::isCommitted).filter(Files::isRegularFile).sorted().toList();
    } catch (NoSuchFileException | UncheckedIOException e) {
      // A file that was being written has got its final name meanwhile.
      return list();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isCommitted(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".") && !name.startsWith("_");
  }

  /** How many events the files hold; each file's footer is read once. */
  long rows() {
    long rows = 0;
    for (Path file : list()) {
      rows += rowCounts.computeIfAbsent(file, ArchiveFiles::rowsOf);
    }
    return rows;
  }

  private static long rowsOf(Path file) {
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file), options)) {
      return reader.getRecordCount();
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  /** Reads one file; throws what Parquet throws if it is not whole. */
  void read(Path file, Consumer<Archived> out) throws IOException {
    Path parent = file.getParent();
    String folder = parent == null ? "" : root.relativize(parent).toString();
    try (ParquetReader<Group> reader = new GroupReader(new LocalInputFile(file)).build()) {
      for (Group group = reader.read(); group != null; group = reader.read()) {
        long micros = group.getLong("event_time", 0);
        out.accept(
            new Archived(
                folder,
                group.getString("id", 0),
                Instant.ofEpochSecond(
                    Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000),
                group.getString("body", 0)));
      }
    }
  }

  /** A reader without Hadoop's file systems, which would look for settings all over the place. */
  private static final class GroupReader extends ParquetReader.Builder<Group> {

    GroupReader(InputFile file) {
      super(file, new PlainParquetConfiguration());
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}

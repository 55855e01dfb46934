package io.millrace.sql;

import static io.millrace.sql.EventText.event;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code pipelines/archive.sql}, its files, and {@code reports/events_per_day.sql} over them. */
class ArchiveIT {

  private static SqlStack stack;

  @BeforeAll
  static void start() throws Exception {
    stack = SqlStack.shared();
  }

  @Test
  void events_archivedWhileTheJobRuns_areInTheReportOncePerCollectionAndDay() {
    stack.createTopic("events.archived_a", 2);
    send("archived_a", 0, "a1", "2026-02-28T23:59:59.999Z");
    send("archived_a", 1, "a2", "2026-03-01T00:00:00.000Z");
    send("archived_a", 0, "a3", "2026-03-01T12:00:00.000Z");
    // The same id twice: two events, one id.
    send("archived_a", 1, "a3", "2026-03-01T12:00:00.000Z");
    // Nothing is too late for the archive.
    send("archived_a", 0, "a4", "1999-12-31T23:00:00.000Z");
    stack.send("events.archived_a", 0, "a5", "not JSON");
    stack.sendHeartbeat("events.archived_a", 0, Instant.parse("2026-03-01T12:00:00Z"));

    String job = stack.submit("pipelines/archive.sql");
    awaitRows(Map.of("archived_a", 6L));
    // A collection that appears while the job runs.
    stack.createTopic("events.archived_b", 1);
    send("archived_b", 0, "b1", "2026-03-01T00:00:00.000Z");
    awaitRows(Map.of("archived_a", 6L, "archived_b", 1L));

    assertThat(archivedSchema())
        .isEqualTo(
            """
            message flink_schema {
              optional binary id (STRING);
              optional int64 event_time (TIMESTAMP(MICROS,false));
              optional binary body (STRING);
            }
            """);
    assertThat(report())
        .containsExactly(
            "archived_a | 1999-12-31 | 1 | 1",
            "archived_a | 2026-02-28 | 1 | 1",
            "archived_a | 2026-03-01 | 3 | 2",
            "archived_a | unknown | 1 | 1",
            "archived_b | 2026-03-01 | 1 | 1");
    stack.stop(job);
    assertThat(rowsOfCommittedFiles())
        .containsAllEntriesOf(Map.of("archived_a", 6L, "archived_b", 1L));
  }

  private static void send(String collection, int partition, String id, String time) {
    stack.send("events." + collection, partition, id, event(id, time, "\"n\":1"));
  }

  private static void awaitRows(Map<String, Long> expected) {
    SqlStack.await(
        "the archive holds " + expected,
        () -> rowsOfCommittedFiles().entrySet().containsAll(expected.entrySet()));
  }

  /** Counted from the files' own footers, without Flink. */
  private static Map<String, Long> rowsOfCommittedFiles() {
    return stack.archivedFiles().stream()
        .collect(toMap(ArchiveIT::collection, ArchiveIT::rows, Long::sum, TreeMap::new));
  }

  private static String collection(Path file) {
    return stack.archive().relativize(file).getName(0).toString().replace("collection=", "");
  }

  private static long rows(Path file) {
    try (ParquetFileReader reader = open(file)) {
      return reader.getRecordCount();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String archivedSchema() {
    try (ParquetFileReader reader = open(stack.archivedFiles().get(0))) {
      MessageType schema = reader.getFileMetaData().getSchema();
      return schema.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ParquetFileReader open(Path file) throws IOException {
    return ParquetFileReader.open(
        HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(file.toUri()), new Configuration()));
  }

  private static List<String> report() {
    return SqlStack.rows(stack.run("reports/events_per_day.sql")).stream()
        .filter(row -> row.startsWith("archived_"))
        .toList();
  }
}

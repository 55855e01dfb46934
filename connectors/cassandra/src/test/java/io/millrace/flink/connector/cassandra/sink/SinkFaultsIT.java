package io.millrace.flink.connector.cassandra.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.Row;
import io.millrace.flink.connector.cassandra.TestKeyspace;
import io.millrace.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that write are stopped and killed; the rows must be those of one undisturbed run. */
@Tag("fault")
class SinkFaultsIT {

  private static final int SLOWLY = 3_000;
  private static final int AT_ONCE = 0;
  private static final Pattern PASSED = Pattern.compile("passed (\\d+)");

  @TempDir static Path folder;

  private static LocalStack stack;
  private static TestKeyspace keyspace;

  private final List<Writer> writers = new ArrayList<>();

  @BeforeAll
  static void start() {
    stack = LocalStack.builder().cassandra().temporary().shortLived().start();
    keyspace = new TestKeyspace(stack, CountingJob.TABLE.keyspace());
  }

  @AfterAll
  static void stop() {
    keyspace.close();
    stack.close();
  }

  @BeforeEach
  void createTable() {
    keyspace.cql("DROP TABLE IF EXISTS counts");
    keyspace.cql(
        "CREATE TABLE counts (part int, k int, n bigint, total bigint, PRIMARY KEY (part, k))");
  }

  @AfterEach
  void endWriters() {
    writers.forEach(Writer::kill);
  }

  /** As a TaskManager that was cut off and wakes up when another has long done its work. */
  @Test
  void zombieWriter_thatWakesAfterItsSuccessorWrote_changesNothing() throws Exception {
    zombie("data");

    conclude("zombie-writer", rows().equals(expected()), "rows=" + rows().size());
  }

  /** The control: timestamps of the sink say when, and not how far, a row was written. */
  @Test
  void zombieWriter_withoutTimestampsOfTheData_isSeen() throws Exception {
    zombie("clock");

    long stale =
        rows().entrySet().stream()
            .filter(row -> !row.getValue().equals(expected().get(row.getKey())))
            .count();
    conclude("zombie-writer-control", stale > 0, "stale=" + stale);
  }

  private void zombie(String timestamps) throws Exception {
    Writer zombie = startWriter(timestamps, SLOWLY, "");
    zombie.awaitPassed(CountingJob.ROWS / 4);
    zombie.signal("STOP");
    startWriter(timestamps, AT_ONCE, "").awaitEnd();
    assertThat(rows()).isEqualTo(expected());

    long before = writes();
    zombie.signal("CONT");
    zombie.awaitPassed(CountingJob.ROWS / 2);
    await().atMost(Duration.ofMinutes(1)).until(() -> writes() > before + 100);
    zombie.kill();
  }

  @Test
  void writerKilledBetweenAcknowledgementAndCheckpoint_repeatsRows_andTheyAreTheSame()
      throws Exception {
    Writer killed = startWriter("data", SLOWLY, "");
    await().atMost(Duration.ofMinutes(1)).until(() -> !killed.lastCheckpoint().isEmpty());
    long atCheckpoint = killed.passed();
    // What was passed since then is acknowledged, and is not part of that checkpoint.
    killed.awaitPassed(atCheckpoint + 3_000);
    killed.kill();
    String checkpoint = killed.lastCheckpoint();

    Writer successor = startWriter("data", AT_ONCE, checkpoint);
    successor.awaitEnd();

    boolean repeated = successor.firstPassed() > 0 && successor.firstPassed() <= killed.passed();
    conclude(
        "writer-killed",
        repeated && rows().equals(expected()),
        "killed_at=%d repeated_from=%d".formatted(killed.passed(), successor.firstPassed()));
  }

  private static void conclude(String name, boolean holds, String what) {
    System.out.println("fault %s %s: %s".formatted(name, holds ? "ok" : "FAILED", what));
    assertThat(holds).as(what).isTrue();
  }

  private static Map<Integer, String> expected() {
    Map<Integer, String> expected = new TreeMap<>();
    for (int row = CountingJob.ROWS - CountingJob.KEYS; row < CountingJob.ROWS; row++) {
      long sum = 0;
      for (int i = row % CountingJob.KEYS; i < CountingJob.ROWS; i += CountingJob.KEYS) {
        sum += i;
      }
      expected.put(row % CountingJob.KEYS, CountingJob.ROWS / CountingJob.KEYS + " " + sum);
    }
    return expected;
  }

  private static Map<Integer, String> rows() {
    Map<Integer, String> rows = new TreeMap<>();
    for (Row row : keyspace.cql("SELECT k, n, total FROM counts")) {
      rows.put(row.getInt("k"), row.getLong("n") + " " + row.getLong("total"));
    }
    return rows;
  }

  private static long writes() {
    return keyspace
        .one(
            "SELECT count FROM system_views.local_write_latency"
                + " WHERE keyspace_name = 'faults_it' AND table_name = 'counts'")
        .getLong("count");
  }

  private Writer startWriter(String timestamps, int rowsPerSecond, String restoreFrom)
      throws IOException {
    Path home = Files.createTempDirectory(folder, "writer");
    Path log = home.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                CountingJob.class.getName(),
                stack.cassandraContactPoint(),
                timestamps,
                Integer.toString(rowsPerSecond),
                home.toUri().toString(),
                restoreFrom)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Writer writer = new Writer(process, home, log);
    writers.add(writer);
    return writer;
  }

  /** A process that writes, and what it says. */
  private record Writer(Process process, Path home, Path log) {

    void awaitPassed(long rows) {
      await()
          .atMost(Duration.ofMinutes(3))
          .failFast("the writer ended, see " + log, () -> !process.isAlive())
          .until(() -> passed() >= rows);
    }

    void awaitEnd() throws InterruptedException, IOException {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("the writer ends").isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }

    long passed() throws IOException {
      return said().max(Comparator.naturalOrder()).orElse(0L);
    }

    long firstPassed() throws IOException {
      return said().findFirst().orElse(0L);
    }

    private Stream<Long> said() throws IOException {
      Matcher lines = PASSED.matcher(Files.readString(log));
      return lines.results().map(line -> Long.parseLong(line.group(1)));
    }

    /** The newest that is whole, or an empty text. */
    String lastCheckpoint() throws IOException {
      try (Stream<Path> files = Files.walk(home)) {
        return files
            .filter(file -> file.endsWith("_metadata"))
            .map(Path::getParent)
            .max(Comparator.comparing(path -> path.getFileName().toString()))
            .map(path -> path.toUri().toString())
            .orElse("");
      }
    }

    void signal(String name) {
      try {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void kill() {
      process.destroyForcibly();
      process.onExit().join();
    }
  }
}

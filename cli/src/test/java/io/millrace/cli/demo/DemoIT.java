package io.millrace.cli.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.FlinkCluster;
import io.millrace.cli.Home;
import io.millrace.cli.Millrace;
import io.millrace.cli.RecordProducer;
import io.millrace.cli.Terminal;
import io.millrace.cli.TopicReader;
import io.millrace.cli.shop.ShopTruth;
import io.millrace.stack.LocalStack;
import io.millrace.stack.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One small demo on a real stack; then each thing that it checks is altered, which the check must
 * see, and mended again.
 */
class DemoIT {

  private static final int EVENTS = 6_000;

  @TempDir static Path folder;

  private static Home home;
  private static LocalStack stack;
  private static Demo demo;
  private static Mismatches mismatches;

  @BeforeAll
  static void runDemo() {
    home =
        new Home(Path.of(System.getProperty("millrace.home")), folder.resolve("stack"), Ports.FREE);
    Terminal terminal = new Terminal(System.out, System.err, false);
    stack =
        home.newStack()
            .shortLived()
            .flinkOption("execution.checkpointing.interval", "1 s")
            .flinkOption("execution.checkpointing.min-pause", "500 ms")
            .progress(terminal::line)
            .start();
    demo = new Demo(home, stack, terminal, new Demo.Options(EVENTS, 2_000, 42));
    mismatches = demo.run(jobs -> {});
    // What the tests alter must not be mended by the jobs.
    demo.jobs().cancelAll();
  }

  @AfterAll
  static void endStack() {
    if (stack != null) {
      stack.purge();
    }
  }

  @Test
  void demo_equalsTheTruth() {
    assertThat(mismatches.lines()).isEmpty();
    assertThat(verdict(mismatches))
        .matches(
            Pattern.compile(
                "demo ok: read=6256 valid=\\d+ duplicate=\\d+ rejected=\\d+ rows=\\d+ alerts=\\d+"
                    + " pattern_alerts=\\d+ archived=\\d+ mismatches=0"));
    assertThat(demo.truth().alerts()).isNotEmpty();
    assertThat(demo.truth().foundByPatterns().keySet())
        .extracting(ShopTruth.Found::pattern)
        .contains("guessed-password");
  }

  @Test
  void alteredRow_isNamedWithBothValues() {
    try (CqlSession session = demo.target().cassandra()) {
      String table = demo.target().keyspace() + ".revenue_daily";
      Row row = session.execute("SELECT * FROM " + table + " LIMIT 1").one();
      String category = row.getString("product_category");
      String key =
          "bucket = '%s' AND shard = %d AND interval_start = '%s' AND product_category = '%s'"
              .formatted(
                  row.getLocalDate("bucket"),
                  row.getInt("shard"),
                  row.getInstant("interval_start"),
                  category.replace("'", "''"));
      long purchases = row.getLong("purchases");
      // Above the timestamps of the job's own writes.
      String update = "UPDATE " + table + " USING TIMESTAMP %d SET purchases = %d WHERE " + key;
      session.execute(update.formatted(Long.MAX_VALUE - 2, purchases + 1));

      Mismatches found = new Mismatches();
      check().compareRows(found);

      assertThat(found.lines()).hasSize(1);
      assertThat(verdict(found))
          .startsWith("demo FAILED: mismatches=1, the first: cassandra " + table + " [")
          .contains("product_category=" + category + "]")
          .endsWith(" purchases: expected " + purchases + ", found " + (purchases + 1));
      session.execute(update.formatted(Long.MAX_VALUE - 1, purchases));
    }
  }

  @Test
  void alteredAlert_isNamed() throws IOException {
    JsonNode alert = firstAlert();
    String altered = alert.toString().replace("\"events\":", "\"events\":1");
    try (RecordProducer producer = new RecordProducer(stack.kafkaBootstrap(), 0)) {
      producer.send(new ProducerRecord<>("alerts.sql", altered.getBytes(UTF_8)));
      producer.flush();
    }

    Mismatches found = new Mismatches();
    check().compareTopics(found);

    assertThat(verdict(found))
        .isEqualTo(
            "demo FAILED: mismatches=1, the first: alerts.sql "
                + alert.get("key").asText()
                + " "
                + alert.get("last_time").asText()
                + ": expected no such alert, found "
                + altered);
    // Partitions are read in any order, so either of the two can come second.
    assertThat(againUnderAnotherId())
        .hasSize(2)
        .anyMatch(
            line ->
                line.startsWith("alerts guessed-password id=")
                    && line.contains(": expected no such alert, found "));
  }

  /** What a pattern has found, of which the truth knows that it finds it once. */
  private List<String> againUnderAnotherId() {
    ShopTruth.Found found =
        demo.truth().foundByPatterns().keySet().stream()
            .filter(each -> each.pattern().equals("guessed-password"))
            .findFirst()
            .orElseThrow();
    String alert =
        "{\"id\":\"other\",\"subject\":\"%s\",\"data\":{\"key\":\"%s\",\"first_time\":\"%s\",\"last_time\":\"%s\"}}"
            .formatted(found.pattern(), found.key(), found.firstTime(), found.lastTime());
    try (RecordProducer producer = new RecordProducer(stack.kafkaBootstrap(), 0)) {
      producer.send(new ProducerRecord<>("alerts", alert.getBytes(UTF_8)));
      producer.flush();
    }
    Mismatches mismatches = new Mismatches();
    check().compareTopics(mismatches);
    return mismatches.lines();
  }

  @Test
  void damagedParquetFile_isNamed() throws IOException {
    Path file = new ArchiveFiles(demo.target().archive()).list().get(0);
    byte[] whole = Files.readAllBytes(file);
    byte[] damaged = whole.clone();
    // The footer's length, which stands before the closing magic word.
    damaged[damaged.length - 8] ^= 1;
    Files.write(file, damaged);

    Mismatches found = new Mismatches();
    check().compareArchive(found);
    Files.write(file, whole);

    assertThat(verdict(found))
        .startsWith("demo FAILED: mismatches=")
        .contains(
            "archive " + demo.target().archive().relativize(file) + ": expected a Parquet file");
    assertThat(found.count()).isGreaterThan(1);
  }

  @Test
  void parquetFileInTheWrongDay_isNamedForEveryEvent() throws IOException {
    ArchiveFiles files = new ArchiveFiles(demo.target().archive());
    Path file = files.list().get(0);
    Path wrong = Files.createDirectories(file.getParent().resolveSibling("day=1999-12-31"));
    Path moved = Files.move(file, wrong.resolve(file.getFileName()));
    int[] events = {0};
    files.read(moved, archived -> events[0]++);

    Mismatches found = new Mismatches();
    check().compareArchive(found);
    Files.move(moved, file);

    assertThat(found.count()).isEqualTo(2L * events[0]);
    assertThat(found.lines()).anyMatch(line -> line.contains("day=1999-12-31/"));
  }

  @Test
  void secondDemo_isRefusedOnTheFullStack() {
    assertThat(run("demo", "--events", "10"))
        .startsWith("millrace: the demo needs an empty stack, and this one holds ")
        .contains("./millrace down --purge empties it");
  }

  @Test
  void wrongInput_getsOneMessageBeforeAnythingIsSubmitted() throws IOException {
    Path shop = Demo.config(home);
    Path config = folder.resolve("wrong.yaml");
    String text =
        Files.readString(shop).replace("datasets: datasets", "datasets: " + datasets(shop));

    Files.writeString(config, text.replace("dedup_for:", "dedupe_for:"));
    assertThat(run("submit", "ingest", "--config", config.toString()))
        .startsWith("millrace: " + config + ": ingest.dedupe_for: ")
        .contains("did you mean 'dedup_for'?");

    Files.writeString(config, text.replace("${env:MILLRACE_KAFKA:-127.0.0.1:9092}", "127.0.0.1:1"));
    assertThat(run("submit", "ingest", "--config", config.toString()))
        .startsWith("millrace: kafka: no Kafka broker answers at 127.0.0.1:1");

    Files.writeString(
        config, text.replace("${env:MILLRACE_CASSANDRA:-127.0.0.1:9042}", "127.0.0.1:1"));
    assertThat(run("submit", "rollup", "--config", config.toString()))
        .startsWith("millrace: ")
        .contains("127.0.0.1:1");

    assertThat(run("produce", shop.toString(), "--topic", "evnts.carts"))
        .startsWith("millrace: topic evnts.carts does not exist; did you mean 'events.carts'?");
    assertThat(run("consume", "ledgr"))
        .startsWith("millrace: topic ledgr does not exist; did you mean 'ledger'?");
    assertThat(run("cancel", "ingest")).startsWith("millrace: millrace-ingest does not run");
    assertThat(run("cql", "SELECT * FROM millrace.nothing"))
        .startsWith("millrace: Cassandra refuses the statement: ");
    assertThat(FlinkCluster.of(stack).jobs()).allMatch(FlinkCluster.JobSummary::ended);
  }

  @Test
  void producedBytes_comeOutAsTheyWentIn() throws IOException {
    byte[] bytes = {'{', (byte) 0xff, 0, '\r', '\n', '\n', ' ', 'x'};
    Path file = Files.write(folder.resolve("bytes"), bytes);

    assertThat(run("produce", file.toString(), "--topic", "in.bytes")).contains("3 records");

    assertThat(run("consume", "in.bytes").getBytes(ISO_8859_1)).hasSize(bytes.length + 1);
    assertThat(run("consume", "in.bytes", "--limit", "1").lines()).hasSize(1);
  }

  private static String datasets(Path config) {
    return config.resolveSibling("datasets").toString();
  }

  private JsonNode firstAlert() throws IOException {
    try (TopicReader reader = new TopicReader(stack.kafkaBootstrap())) {
      reader.follow(List.of("alerts.sql"));
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
          return new ObjectMapper().readTree(record.value());
        }
      }
    }
  }

  private DemoCheck check() {
    return new DemoCheck(demo.truth(), demo.target());
  }

  private String verdict(Mismatches found) {
    return check().verdict(found);
  }

  private String run(String... args) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, ISO_8859_1);
    Millrace.run(home, new Terminal(out, out, false), args);
    return bytes.toString(ISO_8859_1);
  }
}

package io.millrace.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.cql.Row;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.jobs.detect.DetectJob;
import io.millrace.jobs.ingest.IngestJob;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ingest and detect on a real cluster, from inbound records to alerts and rows. */
class DetectIT {

  private static final Pattern ALERT =
      Pattern.compile(
          "\"id\":\"(.*?)\".*\"subject\":\"(.*?)\".*\"version\":(\\d+).*\"key\":\"(.*?)\","
              + ".*\"first_time\":\"(.*?)\".*\"last_time\":\"(.*?)\"");

  /** Ten minutes ago: the silence that follows lets time pass all deadlines. */
  private static final Instant BASE =
      Instant.now().minus(Duration.ofMinutes(10)).truncatedTo(ChronoUnit.SECONDS);

  @TempDir Path folder;

  /** The ids with which the webhook was called. */
  private final Set<String> called = ConcurrentHashMap.newKeySet();

  @Test
  void patterns_areFoundAndChangeWhileTheJobRuns() throws Exception {
    HttpServer receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    receiver.createContext("/alerts", this::receive);
    receiver.start();
    try {
      findsPatterns(configure(receiver.getAddress().getPort()));
    } finally {
      receiver.stop(0);
    }
  }

  private void receive(HttpExchange call) throws IOException {
    String body = new String(call.getRequestBody().readAllBytes(), UTF_8);
    String id = call.getRequestHeaders().getFirst("webhook-id");
    if (body.contains("\"id\":\"" + id + "\"")) {
      called.add(id);
    }
    call.sendResponseHeaders(204, -1);
    call.close();
  }

  private void findsPatterns(Path config) throws Exception {
    JobsStack.createTopics(1, "in.dit_logins", "in.dit_readings");
    String ingest = submit(IngestJob.class, config);
    String detect = submit(DetectJob.class, config);
    try {
      sendHistory();
      List<String> expected = new ArrayList<>();
      expected.add("brute-force v1 ada " + at(0) + " " + at(3));
      // The only success that is not Ada's; an event alone has no key.
      expected.add("success-of-bob v20260131  " + at(12) + " " + at(12));
      // Four failures from one address within a minute; the fifth is suppressed.
      expected.add("many-failures v1 10.0.0.1 " + at(0) + " " + at(10));
      // Its last reading was at 30 s, and then it was silent, as all were.
      expected.add("silent-sensor v1 s1 " + at(30) + " " + at(90));
      assertThat(alerts(4)).containsExactlyInAnyOrderElementsOf(expected);

      write("broken", "id: broken\nquery: dit_logins where\n");
      write("brute-force", bruteForce(2, 2));
      assertThat(versionRecord("refused:broken")).contains("\"status\":\"refused\"");
      Instant from = holdsFrom(versionRecord("brute-force@2"));
      assertThat(versionRecord("brute-force@1", "holds_until")).contains(from.toString());
      Instant now = aheadOfHeartbeats(from);
      JobsStack.send(
          "in.dit_logins",
          now.plusSeconds(2).toEpochMilli(),
          List.of(
              login(now, "carol", "failure", "10.0.0.9"),
              login(now.plusSeconds(1), "carol", "failure", "10.0.0.9"),
              login(now.plusSeconds(2), "carol", "success", "10.0.0.9")));

      expected.add("brute-force v2 carol " + text(now) + " " + text(now.plusSeconds(2)));
      assertThat(alerts(5)).containsExactlyInAnyOrderElementsOf(expected);

      Instant last = aheadOfHeartbeats(now);
      expected.add("given-up v1 dave " + text(last) + " " + text(last.plusSeconds(5)));
      assertThat(alertsWithOnePartitionIdle(last, 6)).containsExactlyInAnyOrderElementsOf(expected);
      assertRows(6);
    } finally {
      JobsStack.cancel(ingest);
      JobsStack.cancel(detect);
    }
  }

  private Path configure(int receiverPort) throws IOException {
    Path config = folder.resolve("millrace.yaml");
    Files.writeString(
        config,
        """
        kafka: {bootstrap_servers: "${env:MILLRACE_KAFKA}"}
        topics: {partitions: 2, prefix: dit.}
        ingest:
          collections: [dit_logins, dit_readings]
          discover_every: 1 s
          silence_after: 3 s
          future_limit: 1 s
          transactional_id_prefix: dit-ingest
        cassandra: {contact_points: "${env:MILLRACE_CASSANDRA}", keyspace: detect_it}
        detect:
          lateness: 1 s
          idle_after: 2 s
          discover_every: 1 s
          cache_mb: 1
          transactional_id_prefix: dit-detect
        patterns: patterns
        sigma:
          rules: sigma
          logsources: [{product: door, collection: dit_logins}]
          placeholders: {Others: [bob]}
          lateness: 1 s
        webhooks:
          - name: receiver
            url: http://127.0.0.1:%d/alerts
            secret: whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
            insecure_hosts: [127.0.0.1]
            allowed_networks: [127.0.0.0/8]
        """
            .formatted(receiverPort));
    Files.createDirectory(folder.resolve("sigma"));
    Files.writeString(
        folder.resolve("sigma/success.yml"),
        """
        title: Bob is in
        name: success-of-bob
        date: 2026-01-31
        logsource: {product: door}
        detection:
          selection: {user|expand: '%Others%', outcome: success}
          condition: selection
        ---
        title: Not read here
        logsource: {product: door}
        detection: {selection: {user|wide: ada}, condition: selection}
        """);
    Files.createDirectory(folder.resolve("patterns"));
    Files.writeString(folder.resolve("patterns/brute-force.yaml"), bruteForce(1, 3));
    Files.writeString(
        folder.resolve("patterns/many-failures.yaml"),
        """
        id: many-failures
        lateness: 1 s
        threshold:
          collection: dit_logins
          where: outcome == "failure"
          group_by: address
          window: 1 min
          gte: 4
        suppress: {by: address, for: 1 h}
        """);
    Files.writeString(
        folder.resolve("patterns/silent-sensor.yaml"),
        """
        id: silent-sensor
        lateness: 1 s
        heartbeat: {collection: dit_readings, group_by: sensor, within: 1 min}
        """);
    Files.writeString(
        folder.resolve("patterns/given-up.yaml"),
        """
        id: given-up
        lateness: 1 s
        query: |
          sequence by user with maxspan=5s
            [ dit_logins where outcome == "last" ]
            ![ dit_logins where outcome == "success" ]
        """);
    return config;
  }

  /**
   * Dave's login is the last event of its outbound partition. Those that follow it in the other one
   * are no heartbeats, which would move time in both.
   */
  private static List<String> alertsWithOnePartitionIdle(Instant last, int count) {
    sendTo(1, last, "dave", "last");
    CompletableFuture<List<String>> alerts = CompletableFuture.supplyAsync(() -> alerts(count));
    Instant[] time = {last.plusSeconds(6)};
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              time[0] = time[0].plusSeconds(1);
              sendTo(0, time[0], "erin", "other");
              return alerts.isDone();
            });
    return alerts.join();
  }

  /** By its id, as Kafka chooses among two. */
  private static void sendTo(int outboundPartition, Instant time, String user, String outcome) {
    String id =
        IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> user + time.toEpochMilli() + "-" + i)
            .filter(
                any ->
                    Utils.toPositive(Utils.murmur2(any.getBytes(UTF_8))) % 2 == outboundPartition)
            .findFirst()
            .orElseThrow();
    JobsStack.send(
        "in.dit_logins",
        time.toEpochMilli(),
        List.of(
            "{\"keen\":{\"timestamp\":\"%s\",\"id\":\"%s\"},\"user\":\"%s\",\"outcome\":\"%s\"}"
                .formatted(time, id, user, outcome)
                .getBytes(UTF_8)));
  }

  private static String bruteForce(int version, int failures) {
    return """
        id: brute-force
        version: %d
        lateness: 1 s
        query: |
          sequence by user with maxspan=1m
            [ dit_logins where outcome == "failure" ] with runs=%d
            [ dit_logins where outcome == "success" ]
        """
        .formatted(version, failures);
  }

  private static String submit(Class<?> job, Path config) {
    return JobsStack.submit(
        job,
        config,
        "-Dexecution.checkpointing.interval=1s",
        "-Dexecution.checkpointing.min-pause=0s");
  }

  private static void sendHistory() {
    long sent = System.currentTimeMillis();
    JobsStack.send(
        "in.dit_logins",
        sent,
        List.of(
            login(0, "ada", "failure"),
            login(1, "ada", "failure"),
            login(2, "ada", "failure"),
            login(3, "ada", "success"),
            login(10, "bob", "failure"),
            login(11, "bob", "failure"),
            login(12, "bob", "success")));
    JobsStack.send("in.dit_readings", sent, List.of(reading(0), reading(30)));
  }

  private static byte[] login(int second, String user, String outcome) {
    return login(BASE.plusSeconds(second), user, outcome, "10.0.0.1");
  }

  private static byte[] login(Instant time, String user, String outcome, String address) {
    return "{\"keen\":{\"timestamp\":\"%s\"},\"user\":\"%s\",\"outcome\":\"%s\",\"address\":\"%s\"}"
        .formatted(time, user, outcome, address)
        .getBytes(UTF_8);
  }

  private static byte[] reading(int second) {
    return "{\"keen\":{\"timestamp\":\"%s\"},\"sensor\":\"s1\"}"
        .formatted(BASE.plusSeconds(second))
        .getBytes(UTF_8);
  }

  private static String at(int second) {
    return text(BASE.plusSeconds(second));
  }

  private static String text(Instant wholeSecond) {
    return wholeSecond.toString().replace("Z", ".000Z");
  }

  /** In the silence time follows the wall clock; an event behind that would come too late. */
  private static Instant aheadOfHeartbeats(Instant from) {
    Instant clock = Instant.now();
    return (from.isAfter(clock) ? from : clock).truncatedTo(ChronoUnit.SECONDS).plusSeconds(10);
  }

  private static void write(String id, String definition)
      throws ExecutionException, InterruptedException {
    Properties client = new Properties();
    client.put("bootstrap.servers", JobsStack.stack().kafkaBootstrap());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>("dit.patterns", id.getBytes(UTF_8), definition.getBytes(UTF_8)))
          .get();
    }
  }

  private static String versionRecord(String key) {
    return versionRecord(key, "");
  }

  /** The first record of the key that holds a text. */
  private static String versionRecord(String key, String text) {
    List<ConsumerRecord<byte[], byte[]>> records =
        JobsStack.read(
            "dit.patterns.live",
            1,
            record ->
                JobsStack.text(record.key()).equals(key)
                    && record.value() != null
                    && JobsStack.text(record.value()).contains(text));
    assertThat(records).as(key).isNotEmpty();
    return JobsStack.text(records.get(0).value());
  }

  private static Instant holdsFrom(String version) {
    Matcher from = Pattern.compile("\"holds_from\":\"(.*?)\"").matcher(version);
    assertThat(from.find()).as(version).isTrue();
    return Instant.parse(from.group(1));
  }

  private static List<String> alerts(int count) {
    return JobsStack.read("dit.alerts", count).stream()
        .map(
            record -> {
              Matcher alert = ALERT.matcher(JobsStack.text(record.value()));
              assertThat(alert.find()).as(JobsStack.text(record.value())).isTrue();
              assertThat(JobsStack.text(record.key()))
                  .isEqualTo((alert.group(2) + " " + alert.group(4)).strip());
              return alert.group(2)
                  + " v"
                  + alert.group(3)
                  + " "
                  + alert.group(4)
                  + " "
                  + alert.group(5)
                  + " "
                  + alert.group(6);
            })
        .toList();
  }

  /** Both tables hold each alert of the topic, once, and the webhook was called with each. */
  private void assertRows(int count) {
    Map<String, String> alerts = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : JobsStack.read("dit.alerts", count)) {
      Matcher alert = ALERT.matcher(JobsStack.text(record.value()));
      assertThat(alert.find()).isTrue();
      alerts.put(alert.group(1), JobsStack.text(record.value()));
    }
    assertThat(alerts).hasSize(count);
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> assertThat(called).containsExactlyInAnyOrderElementsOf(alerts.keySet()));
    for (String table : List.of("alerts_by_day", "alerts_by_key")) {
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                List<Row> rows = JobsStack.rows("SELECT * FROM detect_it." + table);
                assertThat(rows).hasSize(count);
                assertThat(rows)
                    .allSatisfy(
                        row ->
                            assertThat(row.getString("alert"))
                                .isEqualTo(alerts.get(row.getString("alert_id"))));
              });
    }
  }
}

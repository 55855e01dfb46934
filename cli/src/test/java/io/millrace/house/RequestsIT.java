package io.millrace.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real web server's log through produce, ingest and a rollup; the right answers are those that
 * are published with the file.
 */
@Tag("outside-data")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestsIT {

  private static final Path REQUESTS = Poms.HOME.resolve("../shared/data/requests.ndjson");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir static Path folder;
  private CommandFolder command;

  @BeforeAll
  void startJobs() throws Exception {
    command = new CommandFolder(folder);
    command.succeed("./millrace up");
    command.succeed("./millrace produce '" + REQUESTS + "' --topic in.requests");
    command.succeed("./millrace submit ingest --config examples/web/millrace.yaml");
    command.succeed("./millrace submit rollup --config examples/web/millrace.yaml");
  }

  @AfterAll
  void leaveNothing() throws Exception {
    command.succeed("./millrace down --purge");
  }

  @Test
  void requests_giveThePublishedCountsAndSums() throws Exception {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(sum(rows(), "requests")).isEqualTo(9_999));
    List<JsonNode> rows = rows();

    assertThat(sum(rows, "bytes")).isEqualTo(2_747_282_505L);
    Map<Long, Long> byStatus = new TreeMap<>();
    Map<String, String> byDay = new TreeMap<>();
    for (JsonNode row : rows) {
      byStatus.merge(row.get("status").longValue(), row.get("requests").longValue(), Long::sum);
    }
    rows.stream()
        .map(row -> row.get("interval_start").textValue().substring(0, 10))
        .distinct()
        .forEach(
            day -> {
              List<JsonNode> ofDay =
                  rows.stream()
                      .filter(row -> row.get("interval_start").textValue().startsWith(day))
                      .toList();
              byDay.put(day, sum(ofDay, "requests") + " " + sum(ofDay, "bytes"));
            });
    assertThat(byStatus)
        .isEqualTo(
            Map.of(
                200L, 9_125L, 404L, 213L, 304L, 445L, 301L, 164L, 206L, 45L, 500L, 3L, 403L, 2L,
                416L, 2L));
    assertThat(byDay)
        .isEqualTo(
            Map.of(
                "2015-05-17", "1632 414259902",
                "2015-05-18", "2893 788636158",
                "2015-05-19", "2896 665827339",
                "2015-05-20", "2578 878559106"));
  }

  @Test
  void requests_readInSqlFromTheOutboundTopic_giveTheSameSums() throws Exception {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(sum(rows(), "requests")).isEqualTo(9_999));

    String printed =
        command.succeed(
            "./millrace sql -e \"SELECT COUNT(*) AS request_count,"
                + " SUM(EVENT_NUMBER(body, 'bytes')) AS byte_sum FROM events"
                + " WHERE collection = 'requests'\"");

    assertThat(printed).containsPattern("9999\\D+2747282505\\D");
  }

  @Test
  void brokenLine_isTheOneRejectWithItsRawBytes() throws Exception {
    String broken = Files.readAllLines(REQUESTS, UTF_8).get(8_898);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(command.succeed("./millrace consume rejects")).isNotEmpty());

    assertThat(command.succeed("./millrace consume rejects")).isEqualTo(broken + "\n");
    assertThat(command.succeed("./millrace consume rejects --headers"))
        .contains("millrace.code=invalid_json", "millrace.topic=in.requests");
  }

  private List<JsonNode> rows() throws IOException, InterruptedException {
    String printed =
        command.succeed("./millrace cql 'SELECT * FROM web.requests_by_status_daily' --json");
    ObjectMapper json = new ObjectMapper();
    return printed.lines().map(line -> read(json, line)).toList();
  }

  private static JsonNode read(ObjectMapper json, String line) {
    try {
      return json.readTree(line);
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  private static long sum(List<JsonNode> rows, String column) {
    return rows.stream().mapToLong(row -> row.get(column).longValue()).sum();
  }
}

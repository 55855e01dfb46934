package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Named;
import io.millrace.patterns.model.Pattern.Severity;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class AlertRecordTest {

  private static final Alert ALERT =
      new Alert(
          "a1b2",
          "brute-force",
          3,
          "Many \"failures\"",
          Severity.HIGH,
          List.of("attack"),
          List.of(new Named("user.id", "ada")),
          List.of(
              new Alert.Event(
                  new EventRef("in.logins", 0, 17, 0),
                  Logins.NOON,
                  1,
                  List.of(
                      new Named("tries", new BigDecimal("2.50")),
                      new Named("known", true),
                      new Named("absent", null)))),
          4,
          Logins.NOON,
          Logins.NOON + 1_500,
          2,
          false,
          "runs of failures");

  @Test
  void alert_isACloudEvent() {
    AlertRecord record = AlertRecord.of(ALERT);

    assertThat(record.key()).asString(UTF_8).isEqualTo("brute-force ada");
    assertThat(record.value())
        .asString(UTF_8)
        .isEqualTo(
            """
            {"specversion":"1.0","id":"a1b2","source":"/millrace/detect",\
            "type":"io.millrace.alert","subject":"brute-force",\
            "time":"2026-03-01T12:00:01.500Z","datacontenttype":"application/json",\
            "data":{"pattern":"brute-force","version":3,"title":"Many \\"failures\\"",\
            "severity":"high","tags":["attack"],"key":"ada","keys":{"user.id":"ada"},\
            "first_time":"2026-03-01T12:00:00.000Z","last_time":"2026-03-01T12:00:01.500Z",\
            "why":"runs of failures","matched":4,"suppressed":2,"approximate":false,\
            "events":[{"ref":"in.logins/0/17/0","time":"2026-03-01T12:00:00.000Z","stage":1,\
            "fields":{"tries":2.50,"known":true,"absent":null}}]}}""");
  }

  @Test
  void keys_areSpelledAsTheyAreOrAsAList() {
    assertThat(AlertJson.keyText(List.of())).isEmpty();
    assertThat(AlertJson.keyText(List.of(new Named("n", new BigDecimal("17"))))).isEqualTo("17");
    assertThat(
            AlertJson.keyText(
                List.of(new Named("a", "x\"y"), new Named("b", null), new Named("c", true))))
        .isEqualTo("[\"x\\\"y\",null,true]");
  }

  @Test
  void alert_isARowInBothTables() throws IOException {
    List<AlertRow> rows = read(AlertRecord.of(ALERT).value());

    assertThat(rows).extracting(AlertRow::byKey).containsExactly(false, true);
    AlertRow row = rows.get(0);
    assertThat(row.pattern()).isEqualTo("brute-force");
    assertThat(row.key()).isEqualTo("ada");
    assertThat(row.id()).isEqualTo("a1b2");
    assertThat(row.version()).isEqualTo(3);
    assertThat(row.severity()).isEqualTo("high");
    assertThat(row.title()).isEqualTo("Many \"failures\"");
    assertThat(row.firstMillis()).isEqualTo(Logins.NOON);
    assertThat(row.lastMillis()).isEqualTo(Logins.NOON + 1_500);
    assertThat(row.writtenMillis()).isEqualTo(77);
  }

  @Test
  void whatIsNoAlertOfOurs_isNoRow() throws IOException {
    assertThat(read("{\"id\":\"1\",\"type\":\"other\"}".getBytes(UTF_8))).isEmpty();
    assertThat(read("{\"type\":\"io.millrace.alert\"}".getBytes(UTF_8))).isEmpty();
    assertThat(read("nothing".getBytes(UTF_8))).isEmpty();
  }

  private static List<AlertRow> read(byte[] value) throws IOException {
    List<AlertRow> rows = new ArrayList<>();
    new ReadAlert()
        .deserialize(
            new ConsumerRecord<>(
                "alerts",
                0,
                0,
                77,
                org.apache.kafka.common.record.TimestampType.CREATE_TIME,
                0,
                value.length,
                new byte[0],
                value,
                new org.apache.kafka.common.header.internals.RecordHeaders(),
                java.util.Optional.empty()),
            new ListCollector<>(rows));
    return rows;
  }
}

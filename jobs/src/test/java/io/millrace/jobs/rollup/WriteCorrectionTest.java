package io.millrace.jobs.rollup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.ConfigFile;
import io.millrace.config.ConfigNode;
import io.millrace.datasets.DatasetCatalog;
import io.millrace.datasets.DatasetDefinition;
import io.millrace.datasets.LocalFold;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WriteCorrectionTest {

  private static final String YAML =
      """
      dataset_name: sales
      corrections: true
      query:
        analysis_type: sum
        target_property: price
        event_collection: purchases
        interval: hourly
      """;

  @Test
  void cell_becomesARecordOfItsTopic() {
    ProducerRecord<byte[], byte[]> record = record("", 2_000);

    assertThat(record).isNotNull();
    assertThat(record.topic()).isEqualTo("eu.corrections");
    assertThat(new String(record.key(), UTF_8))
        .isEqualTo("[\"sales_hourly\",\"2026-03-01\",0,\"2026-03-01T12:00:00.000Z\"]");
    assertThat(new String(record.value(), UTF_8))
        .endsWith("\"interval_start\":\"2026-03-01T12:00:00.000Z\",\"sum\":0.5,\"events\":1}}");
    assertThat(record.partition()).isNull();
  }

  @Test
  void rowPastItsRetention_isNotTold() {
    assertThat(record("retention: 1 h\n", 2_000)).isNull();
  }

  @Test
  void recordThatNoTopicTakes_isLeftOut() {
    assertThat(record("", 1_024 + 100)).isNull();
  }

  private static @Nullable ProducerRecord<byte[], byte[]> record(String setting, int mostBytes) {
    ConfigNode node = ConfigFile.parse(Path.of("sales.yaml"), setting + YAML, name -> null);
    DatasetCatalog catalog = DatasetCatalog.of(List.of(node));
    DatasetDefinition definition = catalog.definitions().get(0);
    LocalFold fold = new LocalFold(List.of(definition), 1 << 20);
    fold.add(
        "purchases",
        "{\"price\":0.5,\"country\":\"PL\"}".getBytes(UTF_8),
        Instant.parse("2026-03-01T12:34:00Z").toEpochMilli());
    List<GroupCell> cells = new ArrayList<>();
    fold.drain(
        (group, grain, start, cell) -> cells.add(new GroupCell(group, grain.code(), start, cell)));
    assertThat(cells).hasSize(1);
    return new WriteCorrection("eu.corrections", catalog, mostBytes)
        .serialize(cells.get(0), null, null);
  }
}

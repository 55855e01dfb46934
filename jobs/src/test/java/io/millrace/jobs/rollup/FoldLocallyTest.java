package io.millrace.jobs.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.ConfigFile;
import io.millrace.datasets.DatasetDefinition;
import io.millrace.jobs.common.OutboundEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FoldLocallyTest {

  private OneInputStreamOperatorTestHarness<OutboundEvent, GroupCell> harness;

  @BeforeEach
  void open() throws Exception {
    DatasetDefinition definition =
        DatasetDefinition.of(
            ConfigFile.parse(
                Path.of("visits.yaml"),
                """
                dataset_name: visits
                query: {event_collection: visits, analysis_type: count, interval: hourly}
                """,
                System::getenv));
    harness = new OneInputStreamOperatorTestHarness<>(new FoldLocally(List.of(definition)));
    harness.setup(GroupCell.TYPE.createSerializer(null));
    harness.open();
    harness.setProcessingTime(0);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void events_areFoldedUntilTheirWatermark() throws Exception {
    visit("2026-01-01T10:00:00.000Z");
    visit("2026-01-01T10:59:59.999Z");
    assertThat(harness.getOutput()).isEmpty();

    harness.processWatermark(new Watermark(5));

    assertThat(harness.getOutput()).hasSize(2);
    assertThat(harness.extractOutputValues()).singleElement().satisfies(cell -> events(cell, 2));
    assertThat(harness.getOutput().poll()).isInstanceOf(StreamRecord.class);
    assertThat(harness.getOutput().poll()).isEqualTo(new Watermark(5));
  }

  @Test
  void nothing_isHeldOverACheckpoint() throws Exception {
    visit("2026-01-01T10:00:00.000Z");
    harness.prepareSnapshotPreBarrier(1);

    assertThat(harness.extractOutputValues()).singleElement().satisfies(cell -> events(cell, 1));
  }

  @Test
  void silentStream_givesItsCellsAway() throws Exception {
    visit("2026-01-01T10:00:00.000Z");
    harness.setProcessingTime(500);

    assertThat(harness.extractOutputValues()).hasSize(1);
    harness.setProcessingTime(5_000);
    assertThat(harness.extractOutputValues()).hasSize(1);
  }

  @Test
  void tombstone_isCountedAndLeft() throws Exception {
    harness.processElement(new OutboundEvent("visits", null, new RecordHeaders()), 0);
    harness.prepareSnapshotPreBarrier(1);

    assertThat(harness.extractOutputValues()).isEmpty();
  }

  private void visit(String time) throws Exception {
    byte[] body =
        "{\"keen\":{\"timestamp\":\"%s\"}}".formatted(time).getBytes(StandardCharsets.UTF_8);
    harness.processElement(new OutboundEvent("visits", body, new RecordHeaders()), 0);
  }

  private static void events(GroupCell cell, int events) {
    assertThat(cell.cell().events()).isEqualTo(events);
  }
}

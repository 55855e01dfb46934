package io.millrace.jobs.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.ConfigFile;
import io.millrace.datasets.CellKey;
import io.millrace.datasets.DatasetDefinition;
import io.millrace.datasets.DatasetTable;
import io.millrace.datasets.GroupKey;
import io.millrace.datasets.LocalFold;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldCellsTest {

  private static final Duration EMIT_EVERY = Duration.ofSeconds(10);
  private static final long MINUTE = Instant.parse("2026-03-01T12:34:00Z").toEpochMilli();

  /** End of the hour, whose minutes are forgotten as one, plus a minute and the two hours. */
  private static final long FORGOTTEN = Instant.parse("2026-03-01T15:01:00Z").toEpochMilli();

  @TempDir Path folder;
  private DatasetDefinition definition;
  private KeyedOneInputStreamOperatorTestHarness<GroupKey, GroupCell, GroupCell> harness;

  @BeforeEach
  void open() throws Exception {
    Path file = folder.resolve("sales.yaml");
    Files.writeString(
        file,
        """
        dataset_name: sales
        lateness: 2 h
        query:
          analysis_type: sum
          target_property: price
          event_collection: purchases
          interval: minutely
          group_by: country
        """);
    definition = DatasetDefinition.of(ConfigFile.read(file));
    harness = newHarness(null);
    harness.setProcessingTime(0);
  }

  @AfterEach
  void holdsNothingBack() throws Exception {
    harness.processWatermark(Long.MAX_VALUE);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
    harness.close();
  }

  @Test
  void changedCell_isEmittedWholeOncePerEmitEvery() throws Exception {
    add("0.1");
    add("0.2");
    harness.setProcessingTime(9_999);
    assertThat(harness.extractOutputValues()).isEmpty();

    harness.setProcessingTime(10_000);
    assertThat(emitted()).containsExactly("2 events, sum 0.3");

    add("100");
    harness.setProcessingTime(20_000);
    assertThat(emitted()).containsExactly("3 events, sum 100.3");
  }

  @Test
  void unchangedCell_isNotEmittedAgain() throws Exception {
    add("1");
    harness.setProcessingTime(100_000);

    assertThat(emitted()).containsExactly("1 events, sum 1");
  }

  @Test
  void openChange_isEmittedBeforeTheCellIsForgotten() throws Exception {
    add("1");
    snapshot();
    assertThat(emitted()).containsExactly("1 events, sum 1");
    add("2");

    harness.processWatermark(FORGOTTEN - 1);
    assertThat(emitted()).isEmpty();

    harness.processWatermark(FORGOTTEN);
    assertThat(emitted()).containsExactly("2 events, sum 3");
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void update_withinTheLateness_isFolded() throws Exception {
    add("1");
    harness.processWatermark(FORGOTTEN - 1);
    add("2");
    harness.setProcessingTime(10_000);

    assertThat(emitted()).containsExactly("2 events, sum 3");
  }

  @Test
  void update_ofAForgottenCell_beginsNoneAnew() throws Exception {
    add("1");
    harness.processWatermark(FORGOTTEN);
    snapshot();
    assertThat(emitted()).containsExactly("1 events, sum 1");
    add("2");
    harness.setProcessingTime(10_000);

    assertThat(emitted()).isEmpty();
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void checkpoint_emitsWhatChangedAndRestoresTheRest() throws Exception {
    add("1");
    OperatorSubtaskState snapshot = snapshot();
    assertThat(emitted()).containsExactly("1 events, sum 1");
    harness.close();
    harness = newHarness(snapshot);

    add("2");
    harness.setProcessingTime(10_000);

    assertThat(emitted()).containsExactly("2 events, sum 3");
  }

  @Test
  void restoredBlock_isForgottenInItsTime() throws Exception {
    add("1");
    OperatorSubtaskState snapshot = snapshot();
    harness.close();
    harness = newHarness(snapshot);
    assertThat(harness.numKeyedStateEntries()).isEqualTo(1);

    harness.processWatermark(FORGOTTEN);

    assertThat(harness.numKeyedStateEntries()).isZero();
    add("2");
    harness.setProcessingTime(10_000);
    assertThat(emitted()).isEmpty();
  }

  private OperatorSubtaskState snapshot() throws Exception {
    harness.prepareSnapshotPreBarrier(1);
    return harness.snapshot(1, 1);
  }

  /** As the operator before it does. */
  private void add(String price) throws Exception {
    LocalFold fold = new LocalFold(List.of(definition), 1 << 20);
    fold.add(
        "purchases",
        "{\"price\":%s,\"country\":\"PL\"}".formatted(price).getBytes(StandardCharsets.UTF_8),
        MINUTE);
    List<GroupCell> cells = new ArrayList<>();
    fold.drain(
        (group, grain, start, cell) -> cells.add(new GroupCell(group, grain.code(), start, cell)));
    for (GroupCell cell : cells) {
      harness.processElement(cell, MINUTE);
    }
  }

  /** Since the last time. */
  private List<String> emitted() {
    List<GroupCell> cells = harness.extractOutputValues();
    harness.getOutput().clear();
    return cells.stream()
        .map(
            output -> {
              DatasetTable table = new DatasetTable(definition, definition.grains().get(0));
              CellKey key = table.key(output.group(), output.startMillis());
              assertThat(key.groups()).containsExactly("PL");
              assertThat(key.startMillis()).isEqualTo(MINUTE);
              return output.cell().events()
                  + " events, sum "
                  + table.values(key, output.cell()).get(4);
            })
        .toList();
  }

  private KeyedOneInputStreamOperatorTestHarness<GroupKey, GroupCell, GroupCell> newHarness(
      @Nullable OperatorSubtaskState state) throws Exception {
    var opened =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new FoldCells(List.of(definition), EMIT_EVERY, 1 << 20),
            GroupCell::group,
            GroupKeySerializer.TYPE);
    opened.setup(GroupCell.TYPE.createSerializer(null));
    if (state != null) {
      opened.initializeState(state);
    }
    opened.open();
    return opened;
  }
}

package io.millrace.jobs.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.ConfigFile;
import io.millrace.datasets.CellKey;
import io.millrace.datasets.DatasetDefinition;
import io.millrace.datasets.DatasetTable;
import io.millrace.datasets.LocalFold;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldCellsTest {

  private static final Duration EMIT_EVERY = Duration.ofSeconds(10);
  private static final long MINUTE = Instant.parse("2026-03-01T12:34:00Z").toEpochMilli();

  /** End of the quarter, whose minutes are forgotten as one, plus a minute and the two hours. */
  private static final long FORGOTTEN = Instant.parse("2026-03-01T14:46:00Z").toEpochMilli();

  private static final int KEY_GROUPS = 8;

  @TempDir Path folder;
  private DatasetDefinition definition;
  private KeyedOneInputStreamOperatorTestHarness<Integer, GroupCell, GroupCell> harness;

  @BeforeEach
  void open() throws Exception {
    open(false);
  }

  private void open(boolean corrections) throws Exception {
    Path file = folder.resolve("sales.yaml");
    Files.writeString(
        file,
        """
        dataset_name: sales
        lateness: 2 h
        corrections: %s
        query:
          analysis_type: sum
          target_property: price
          event_collection: purchases
          interval: minutely
          group_by: country
        """
            .formatted(corrections));
    definition = DatasetDefinition.of(ConfigFile.read(file));
    harness = newHarness(null);
    harness.setProcessingTime(0);
  }

  @AfterEach
  void holdsNothingBack() throws Exception {
    harness.processWatermark(Long.MAX_VALUE - 1);
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
  void restoredPage_isForgottenInItsTime() throws Exception {
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

  @Test
  void changeOfACompleteRow_isWrittenAndTold() throws Exception {
    harness.close();
    open(true);
    add("1");
    harness.processWatermark(MINUTE + 59_999);
    add("2");
    harness.processWatermark(MINUTE + 60_000);
    harness.setProcessingTime(10_000);
    assertThat(emitted()).containsExactly("2 events, sum 3");
    assertThat(corrected()).isEmpty();

    add("4");
    harness.setProcessingTime(20_000);
    assertThat(emitted()).containsExactly("3 events, sum 7");
    assertThat(corrected()).containsExactly("3 events, sum 7");
  }

  @Test
  void changeOfACompleteRow_isNotToldUnasked() throws Exception {
    harness.processWatermark(MINUTE + 60_000);
    add("1");
    harness.setProcessingTime(10_000);

    assertThat(emitted()).containsExactly("1 events, sum 1");
    assertThat(harness.getSideOutput(FoldCells.CORRECTIONS)).isNull();
  }

  /** Watermarks begin anew with each start; what was told to be complete stays so. */
  @Test
  void restoredRow_isAsCompleteAsTheSlowestSubtaskWas() throws Exception {
    harness.close();
    open(true);
    long end = MINUTE + 60_000;
    Map<Long, List<String>> corrections = new TreeMap<>();
    for (long slowest : List.of(end - 1, end)) {
      List<OperatorSubtaskState> states = new ArrayList<>();
      for (int subtask = 0; subtask < 2; subtask++) {
        harness.close();
        harness = newHarness(null, 2, subtask);
        harness.processWatermark(subtask == 0 ? slowest : end + 1_000);
        states.add(snapshot());
      }
      harness.close();
      OperatorSubtaskState all =
          AbstractStreamOperatorTestHarness.repackageState(
              states.toArray(new OperatorSubtaskState[0]));
      OperatorSubtaskState state =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(all, KEY_GROUPS, 2, 1, 0);
      harness = newHarness(state);
      // Nor is it lost with a second failure before time has come so far again.
      harness.processWatermark(MINUTE);
      state = snapshot();
      harness.close();
      harness = newHarness(state);
      add("1");
      harness.setProcessingTime(10_000);
      assertThat(emitted()).containsExactly("1 events, sum 1");
      corrections.put(slowest, corrected());
    }

    assertThat(corrections).isEqualTo(Map.of(end - 1, List.of(), end, List.of("1 events, sum 1")));
  }

  /** Each group's cell goes with its group, and no cell is begun anew. */
  @Test
  void cells_moveToOtherSubtasks() throws Exception {
    harness.close();
    int events = 0;
    int before = 1;
    OperatorSubtaskState state = null;
    Map<String, String> sums = new TreeMap<>();
    for (int parallelism : List.of(1, 2, 4, 1)) {
      events++;
      List<OperatorSubtaskState> states = new ArrayList<>();
      for (int subtask = 0; subtask < parallelism; subtask++) {
        harness =
            newHarness(
                state == null
                    ? null
                    : AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        state, KEY_GROUPS, before, parallelism, subtask),
                parallelism,
                subtask);
        for (int country = 0; country < 40; country++) {
          for (GroupCell cell : cells("c" + country, "1.5")) {
            if (KeyGroupRangeAssignment.assignKeyToParallelOperator(
                    cell.group().bucket(), KEY_GROUPS, parallelism)
                == subtask) {
              harness.processElement(cell, MINUTE);
            }
          }
        }
        states.add(snapshot());
        for (GroupCell cell : harness.extractOutputValues()) {
          DatasetTable table = new DatasetTable(definition, definition.grains().get(0));
          CellKey key = table.key(cell.group(), cell.startMillis());
          sums.put(
              key.groups().get(0).toString(), table.values(key, cell.cell()).get(4).toString());
        }
        if (parallelism > 1 || events == 1) {
          harness.close();
        }
      }
      state =
          AbstractStreamOperatorTestHarness.repackageState(
              states.toArray(new OperatorSubtaskState[0]));
      before = parallelism;
      assertThat(sums).hasSize(40);
      assertThat(new TreeSet<>(sums.values()))
          .containsExactly(
              BigDecimal.valueOf(events * 15L, 1).stripTrailingZeros().toPlainString());
    }
  }

  private OperatorSubtaskState snapshot() throws Exception {
    harness.prepareSnapshotPreBarrier(1);
    return harness.snapshot(1, 1);
  }

  private void add(String price) throws Exception {
    for (GroupCell cell : cells("PL", price)) {
      harness.processElement(cell, MINUTE);
    }
  }

  /** As the operator before it folds one event. */
  private List<GroupCell> cells(String country, String price) {
    LocalFold fold = new LocalFold(List.of(definition), 1 << 20);
    fold.add(
        "purchases",
        "{\"price\":%s,\"country\":\"%s\"}"
            .formatted(price, country)
            .getBytes(StandardCharsets.UTF_8),
        MINUTE);
    List<GroupCell> cells = new ArrayList<>();
    fold.drain(
        (group, grain, start, cell) -> cells.add(new GroupCell(group, grain.code(), start, cell)));
    return cells;
  }

  /** Since the last time. */
  private List<String> emitted() {
    List<GroupCell> cells = harness.extractOutputValues();
    harness.getOutput().clear();
    return spelled(cells);
  }

  /** Since the harness was opened. */
  private List<String> corrected() {
    Queue<StreamRecord<GroupCell>> records = harness.getSideOutput(FoldCells.CORRECTIONS);
    return records == null
        ? List.of()
        : spelled(records.stream().map(StreamRecord::getValue).toList());
  }

  private List<String> spelled(List<GroupCell> cells) {
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

  private KeyedOneInputStreamOperatorTestHarness<Integer, GroupCell, GroupCell> newHarness(
      @Nullable OperatorSubtaskState state) throws Exception {
    return newHarness(state, 1, 0);
  }

  private KeyedOneInputStreamOperatorTestHarness<Integer, GroupCell, GroupCell> newHarness(
      @Nullable OperatorSubtaskState state, int parallelism, int subtask) throws Exception {
    var opened =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new FoldCells(List.of(definition), EMIT_EVERY, 1 << 20),
            cell -> cell.group().bucket(),
            Types.INT,
            KEY_GROUPS,
            parallelism,
            subtask);
    opened.setup(GroupCell.TYPE.createSerializer(null));
    if (state != null) {
      opened.initializeState(state);
    }
    opened.open();
    return opened;
  }
}

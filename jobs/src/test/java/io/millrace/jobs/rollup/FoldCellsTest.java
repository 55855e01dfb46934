package io.millrace.jobs.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.ConfigFile;
import io.millrace.datasets.Cell;
import io.millrace.datasets.CellKey;
import io.millrace.datasets.DatasetDefinition;
import io.millrace.datasets.Grain;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldCellsTest {

  private static final Duration EMIT_EVERY = Duration.ofSeconds(10);
  private static final long MINUTE = Instant.parse("2026-03-01T12:34:00Z").toEpochMilli();

  /** End of the minute plus the dataset's lateness of two hours. */
  private static final long FORGOTTEN = Instant.parse("2026-03-01T14:35:00Z").toEpochMilli();

  private static final CellKey POLAND =
      new CellKey("sales", Grain.MINUTELY, MINUTE, List.of(), List.of("PL"));

  @TempDir Path folder;
  private List<DatasetDefinition> definitions;
  private KeyedOneInputStreamOperatorTestHarness<String, KeyedCell, KeyedCell> harness;

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
    definitions = List.of(DatasetDefinition.of(ConfigFile.read(file)));
    harness = newHarness(null);
    harness.setProcessingTime(0);
  }

  @AfterEach
  void holdsNothingBack() throws Exception {
    harness.processWatermark(Long.MAX_VALUE);
    harness.setProcessingTime(Long.MAX_VALUE);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
    assertThat(harness.numProcessingTimeTimers()).isZero();
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
    assertThat(emitted()).containsExactly("2 events, sum 0.3", "3 events, sum 100.3");
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

    harness.processWatermark(FORGOTTEN - 1);
    assertThat(emitted()).isEmpty();

    harness.processWatermark(FORGOTTEN);
    assertThat(emitted()).containsExactly("1 events, sum 1");
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
    add("2");
    harness.setProcessingTime(10_000);

    assertThat(emitted()).containsExactly("1 events, sum 1");
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  @Test
  void restoredCell_stillEmitsTheChangeThatWasNotEmitted() throws Exception {
    add("1");
    OperatorSubtaskState snapshot = harness.snapshot(1, 1);
    harness.close();
    harness = newHarness(snapshot);

    harness.setProcessingTime(10_000);

    assertThat(emitted()).containsExactly("1 events, sum 1");
  }

  private void add(String price) throws Exception {
    Cell delta = new Cell(1);
    delta.add(List.of(new BigDecimal(price)));
    harness.processElement(new KeyedCell(POLAND.toText(), delta.toBytes()), MINUTE);
  }

  private List<String> emitted() {
    return harness.extractOutputValues().stream()
        .map(
            output -> {
              assertThat(CellKey.ofText(output.key())).isEqualTo(POLAND);
              Cell cell = Cell.fromBytes(output.cell());
              return cell.events() + " events, sum " + cell.numbers(0).sum().toPlainString();
            })
        .toList();
  }

  private KeyedOneInputStreamOperatorTestHarness<String, KeyedCell, KeyedCell> newHarness(
      @Nullable OperatorSubtaskState state) throws Exception {
    var opened =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new FoldCells(definitions, EMIT_EVERY)),
            KeyedCell::key,
            Types.STRING);
    if (state != null) {
      opened.initializeState(state);
    }
    opened.open();
    return opened;
  }
}

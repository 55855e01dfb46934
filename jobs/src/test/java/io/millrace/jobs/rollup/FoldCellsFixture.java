package io.millrace.jobs.rollup;

import io.millrace.config.ConfigFile;
import io.millrace.datasets.CellKey;
import io.millrace.datasets.DatasetDefinition;
import io.millrace.datasets.DatasetTable;
import io.millrace.datasets.Grain;
import io.millrace.datasets.LocalFold;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;

/**
 * The keyed operator over a few purchases, in two halves with a savepoint between them.
 *
 * <p>{@code main} makes the fixture that {@link FoldCellsFixtureTest} restores: {@code
 * FoldCellsFixture jobs/src/test/resources/savepoints/rollup/RELEASE/fold-cells}, with the class
 * path of tests and {@code flink.jvm.opens} of the parent's pom. Each release keeps those of all
 * before it and adds its own; one that was released is never made anew.
 */
final class FoldCellsFixture {

  static final long START = Instant.parse("2026-03-01T12:34:00Z").toEpochMilli();

  /** Of each half: few enough to be remembered one by one, and too many for that. */
  private static final Map<String, Integer> EVENTS = Map.of("few", 10, "many", 600);

  private static final String DEFINITION =
      """
      dataset_name: prices
      query:
        event_collection: purchases
        analysis_type: multi_analysis
        analyses:
          n: {analysis_type: count}
          total: {analysis_type: sum, target_property: price}
          mean: {analysis_type: average, target_property: price}
          least: {analysis_type: minimum, target_property: price}
          most: {analysis_type: maximum, target_property: price}
          spread: {analysis_type: standard_deviation, target_property: price}
          shops: {analysis_type: select_unique, target_property: shop, limit: 2}
          best: {analysis_type: top_k, target_property: shop, k: 3}
          middle: {analysis_type: median, target_property: price, sketch: false}
          buyers: {analysis_type: count_unique, target_property: buyer, sketch: false}
        intervals: [minutely, hourly, daily]
        group_by: kind
      """;

  final KeyedOneInputStreamOperatorTestHarness<Integer, GroupCell, GroupCell> harness;
  private final DatasetDefinition definition;

  FoldCellsFixture(Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("prices.yaml"), DEFINITION);
    definition = DatasetDefinition.of(ConfigFile.read(file));
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new FoldCells(List.of(definition), Duration.ofSeconds(10), 1 << 20),
            cell -> cell.group().bucket(),
            Types.INT,
            8,
            1,
            0);
    harness.setup(GroupCell.TYPE.createSerializer(null));
  }

  /** Folds so many in that have prices from there on. */
  void add(int half) throws Exception {
    LocalFold fold = new LocalFold(List.of(definition), 1 << 20);
    EVENTS.forEach(
        (kind, events) -> {
          for (int i = half * events; i < (half + 1) * events; i++) {
            fold.add(
                "purchases",
                "{\"kind\":\"%s\",\"price\":%d,\"shop\":\"s%d\",\"buyer\":\"b%d\"}"
                    .formatted(kind, i, i % 3, i)
                    .getBytes(StandardCharsets.UTF_8),
                START);
          }
        });
    List<GroupCell> cells = new ArrayList<>();
    fold.drain(
        (group, grain, start, cell) -> cells.add(new GroupCell(group, grain.code(), start, cell)));
    for (GroupCell cell : cells) {
      harness.processElement(cell, START);
    }
  }

  /** The values of the last rows by kind and grain, and the number of events. */
  Map<String, List<Object>> rows() {
    Map<String, List<Object>> rows = new TreeMap<>();
    for (GroupCell cell : harness.extractOutputValues()) {
      Grain grain =
          definition.grains().stream()
              .filter(one -> one.code() == cell.grainCode())
              .findFirst()
              .orElseThrow();
      DatasetTable table = new DatasetTable(definition, grain);
      CellKey key = table.key(cell.group(), cell.startMillis());
      List<Object> values = new ArrayList<>(table.values(key, cell.cell()));
      rows.put(key.groups().get(0) + " " + key.grain(), values.subList(4, values.size()));
    }
    return rows;
  }

  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    FoldCellsFixture fixture = new FoldCellsFixture(Files.createTempDirectory("fixture"));
    fixture.harness.open();
    fixture.add(0);
    fixture.harness.prepareSnapshotPreBarrier(1);
    OperatorSubtaskState savepoint =
        fixture
            .harness
            .snapshotWithLocalState(1, 1, SavepointType.savepoint(SavepointFormatType.CANONICAL))
            .getJobManagerOwnedState();
    Files.createDirectories(file.getParent());
    OperatorSnapshotUtil.writeStateHandle(savepoint, file.toString());
    fixture.harness.close();
  }
}

package io.millrace.jobs.rollup;

import io.millrace.datasets.Cell;
import io.millrace.datasets.CellKey;
import io.millrace.datasets.DatasetDefinition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Holds each open cell, emits it whole at most {@code emitEvery} after it changed, and forgets it
 * when the watermark is its dataset's lateness past its end.
 *
 * <p>An update of a forgotten cell can't be folded any more: it is counted as expired, and the row
 * stays as it was, since a cell begun anew would have fewer events and so a smaller write
 * timestamp.
 */
final class FoldCells extends KeyedProcessFunction<String, KeyedCell, KeyedCell> {

  private static final long serialVersionUID = 1;

  /** Part of the savepoint format, as are the bytes of {@link Cell}: never rename. */
  static final ValueStateDescriptor<byte[]> CELL =
      new ValueStateDescriptor<>("cell", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  /** Whether the cell changed since it was emitted; part of the savepoint format. */
  static final ValueStateDescriptor<Boolean> CHANGED =
      new ValueStateDescriptor<>("changed-since-emitted", Types.BOOLEAN);

  private final long emitEveryMillis;
  private final Map<String, Duration> latenessByDataset = new HashMap<>();
  private transient ValueState<byte[]> cell;
  private transient ValueState<Boolean> changed;
  private transient Counter folded;
  private transient Counter emitted;
  private transient Counter expired;

  FoldCells(List<DatasetDefinition> definitions, Duration emitEvery) {
    emitEveryMillis = emitEvery.toMillis();
    definitions.forEach(each -> latenessByDataset.put(each.name(), each.lateness()));
  }

  @Override
  public void open(OpenContext context) {
    cell = getRuntimeContext().getState(CELL);
    changed = getRuntimeContext().getState(CHANGED);
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("millrace");
    folded = metrics.counter("folded_events");
    emitted = metrics.counter("emitted_cells");
    expired = metrics.counter("expired_events");
  }

  @Override
  public void processElement(KeyedCell update, Context context, Collector<KeyedCell> out)
      throws Exception {
    byte[] held = cell.value();
    if (held == null) {
      long forgetAt = forgetAt(CellKey.ofText(update.key()));
      if (forgetAt <= context.timerService().currentWatermark()) {
        expired.inc();
        return;
      }
      context.timerService().registerEventTimeTimer(forgetAt);
      cell.update(update.cell());
    } else {
      Cell merged = Cell.fromBytes(held);
      merged.merge(Cell.fromBytes(update.cell()));
      cell.update(merged.toBytes());
    }
    folded.inc();
    if (changed.value() == null) {
      changed.update(true);
      long now = context.timerService().currentProcessingTime();
      context.timerService().registerProcessingTimeTimer(now + emitEveryMillis);
    }
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<KeyedCell> out)
      throws Exception {
    byte[] held = cell.value();
    if (held != null && changed.value() != null) {
      changed.clear();
      emitted.inc();
      out.collect(new KeyedCell(context.getCurrentKey(), held));
    }
    if (context.timeDomain() == TimeDomain.EVENT_TIME) {
      cell.clear();
    }
  }

  private long forgetAt(CellKey key) {
    Duration lateness = latenessByDataset.getOrDefault(key.dataset(), Duration.ZERO);
    return key.grain().endMillis(key.startMillis()) + lateness.toMillis();
  }
}

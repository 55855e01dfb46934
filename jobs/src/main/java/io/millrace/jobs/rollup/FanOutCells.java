package io.millrace.jobs.rollup;

import io.millrace.datasets.DatasetDefinition;
import io.millrace.datasets.Rollup;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.Collector;

/** Says, for one event, which cells of which datasets and grains it adds to, and what. */
final class FanOutCells extends RichFlatMapFunction<OutboundEvent, KeyedCell> {

  private static final long serialVersionUID = 1;

  private final List<DatasetDefinition> definitions;
  private transient Rollup rollup;
  private transient long tombstones;

  FanOutCells(List<DatasetDefinition> definitions) {
    this.definitions = definitions;
  }

  @Override
  public void open(OpenContext context) {
    rollup = new Rollup(definitions);
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("millrace");
    metrics.gauge("unreadable_events", () -> rollup.unreadable() + tombstones);
    metrics.gauge("unkeyed_matches", () -> rollup.unkeyed());
    metrics.gauge("late_matches", () -> rollup.late());
  }

  @Override
  public void flatMap(OutboundEvent event, Collector<KeyedCell> out) {
    byte[] body = event.body();
    if (body == null) {
      tombstones++;
      return;
    }
    rollup.updates(
        event.collection(),
        body,
        update -> out.collect(new KeyedCell(update.key().toText(), update.delta().toBytes())));
  }
}

package io.millrace.jobs.rollup;

import io.millrace.datasets.DatasetDefinition;
import io.millrace.datasets.LocalFold;
import io.millrace.events.EventTime;
import io.millrace.events.StampedEvent;
import io.millrace.jobs.common.OutboundEvent;
import java.util.List;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Folds events into partial cells before they are shuffled, so that a busy group costs one record
 * per flush and not one per event.
 *
 * <p>It has no state: it gives away what it holds before each watermark, which must not overtake
 * its events, before each checkpoint, when it is full, and every {@link #FLUSH_MILLIS}.
 */
final class FoldLocally extends AbstractStreamOperator<GroupCell>
    implements OneInputStreamOperator<OutboundEvent, GroupCell> {

  private static final long serialVersionUID = 1;

  /** For a stream whose watermark stands still. */
  private static final long FLUSH_MILLIS = 500;

  private static final long MAX_HEAP_BYTES = 32L << 20;

  private final List<DatasetDefinition> definitions;
  private transient LocalFold fold;
  private transient StreamRecord<GroupCell> out;
  private transient long tombstones;

  FoldLocally(List<DatasetDefinition> definitions) {
    this.definitions = definitions;
  }

  @Override
  public void open() throws Exception {
    super.open();
    fold = new LocalFold(definitions, MAX_HEAP_BYTES);
    out = new StreamRecord<>(null);
    MetricGroup group = getMetricGroup().addGroup("millrace");
    group.gauge("unreadable_events", () -> fold.unreadable() + tombstones);
    group.gauge("unkeyed_matches", () -> fold.unkeyed());
    group.gauge("late_matches", () -> fold.late());
    var unused =
        getProcessingTimeService()
            .scheduleWithFixedDelay(timestamp -> drain(), FLUSH_MILLIS, FLUSH_MILLIS);
  }

  @Override
  public void processElement(StreamRecord<OutboundEvent> element) {
    OutboundEvent event = element.getValue();
    byte[] body = event.body();
    if (body == null) {
      tombstones++;
      return;
    }
    long millis = StampedEvent.timestampMillis(body);
    fold.add(
        event.collection(), body, millis == EventTime.NOT_A_TIME ? LocalFold.UNKNOWN_TIME : millis);
    if (fold.isFull()) {
      drain();
    }
  }

  private void drain() {
    fold.drain(
        (group, grain, startMillis, cell) ->
            output.collect(out.replace(new GroupCell(group, grain.code(), startMillis, cell))));
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    drain();
    super.processWatermark(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    drain();
  }

  @Override
  public void finish() throws Exception {
    drain();
    super.finish();
  }
}

package io.millrace.jobs.detect;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.match.Event;
import io.millrace.patterns.engine.match.MatchOutput;
import io.millrace.patterns.engine.match.Matcher;
import io.millrace.patterns.expression.JsonFields;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/**
 * Says of each event what it is to all patterns, by the versions that hold at its time. An event
 * beyond the promise of {@link StampVersions}, the second input's watermark, is held until the
 * promise has passed it; the watermark waits with it.
 */
final class MatchEvents extends AbstractStreamOperator<Match>
    implements TwoInputStreamOperator<DetectEvent, PatternVersion, Match> {

  private static final long serialVersionUID = 1;

  /** Part of the savepoint format, as are a held event's bytes: never rename. */
  static final ListStateDescriptor<byte[]> HELD =
      new ListStateDescriptor<>("held-events", BytePrimitiveArraySerializer.INSTANCE);

  /** Of patterns that ask for nothing more than one event. */
  static final OutputTag<AlertRecord> ALERTS = new OutputTag<>("alerts", AlertRecord.TYPE);

  private static final String BEHIND = "keen.behind_ms";

  private final DetectLimits limits;

  private transient LivePatterns patterns;
  private transient Counters counters;
  private transient Matcher matcher;
  private transient JsonFields fields;
  private transient int behindSlot;
  private transient List<DetectEvent> held;
  private transient ListState<byte[]> heldState;
  private transient long eventsMillis;
  private transient long promiseMillis;
  private transient long emittedMillis;
  private transient boolean isInputIdle;
  private transient boolean isIdle;
  private transient Output out;
  private transient Counter unreadable;

  MatchEvents(DetectLimits limits) {
    this.limits = limits;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    held = new ArrayList<>();
    heldState = context.getOperatorStateStore().getListState(HELD);
    for (byte[] event : heldState.get()) {
      held.add(DetectEvent.ofBytes(event));
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    patterns = new LivePatterns();
    counters = new Counters();
    eventsMillis = Long.MIN_VALUE;
    promiseMillis = Long.MIN_VALUE;
    emittedMillis = Long.MIN_VALUE;
    isInputIdle = false;
    isIdle = false;
    out = new Output();
    build();
    MetricGroup group = getMetricGroup().addGroup("millrace");
    EngineCounters.show(counters, group);
    unreadable = group.counter("unreadable_events");
    group.gauge("held_events", () -> held.size());
    group.gauge("live_versions", () -> patterns.size());
  }

  private void build() {
    Limits most = limits.toEngine();
    matcher = new Matcher(patterns.rules(), most, counters, true);
    behindSlot = matcher.fields().slot(BEHIND);
    fields = new JsonFields(matcher.fields());
  }

  @Override
  public void processElement1(StreamRecord<DetectEvent> element) {
    DetectEvent event = element.getValue();
    if (event.timeMillis() <= promiseMillis) {
      judge(event);
    } else {
      held.add(event);
    }
  }

  private void judge(DetectEvent event) {
    EventRef ref;
    try {
      ref = event.ref();
    } catch (IllegalArgumentException e) {
      unreadable.inc();
      return;
    }
    if (!fields.read(event.body())) {
      unreadable.inc();
      return;
    }
    long behind = fields.value(behindSlot) instanceof BigDecimal millis ? millis.longValue() : 0;
    matcher.match(new Event(event.collection(), event.timeMillis(), behind, ref), fields, out);
  }

  @Override
  public void processElement2(StreamRecord<PatternVersion> element) {
    patterns.put(element.getValue());
  }

  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    eventsMillis = Math.max(eventsMillis, mark.getTimestamp());
    advance();
  }

  /** The promise: all versions that hold at or before it have been received. */
  @Override
  public void processWatermark2(Watermark mark) throws Exception {
    promiseMillis = Math.max(promiseMillis, mark.getTimestamp());
    if (patterns.changed(emittedMillis)) {
      build();
    }
    release();
    advance();
  }

  private void release() {
    int kept = 0;
    for (int i = 0; i < held.size(); i++) {
      DetectEvent event = held.get(i);
      if (event.timeMillis() <= promiseMillis) {
        judge(event);
      } else {
        held.set(kept++, event);
      }
    }
    held.subList(kept, held.size()).clear();
  }

  private void advance() throws Exception {
    long now = Math.min(eventsMillis, promiseMillis);
    if (now > emittedMillis) {
      emittedMillis = now;
      super.processWatermark(new Watermark(now));
    }
    // Only when nothing is left that would have to be said while idle.
    boolean idle = isInputIdle && held.isEmpty() && promiseMillis >= eventsMillis;
    if (idle != isIdle) {
      isIdle = idle;
      output.emitWatermarkStatus(idle ? WatermarkStatus.IDLE : WatermarkStatus.ACTIVE);
    }
  }

  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int input) throws Exception {
    if (input == 0) {
      isInputIdle = status.isIdle();
      advance();
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    heldState.update(held.stream().map(DetectEvent::toBytes).toList());
  }

  private final class Output implements MatchOutput {

    private final StreamRecord<Match> match = new StreamRecord<>(null);
    private final StreamRecord<AlertRecord> alert = new StreamRecord<>(null);

    @Override
    public void match(Match found) {
      output.collect(match.replace(found));
    }

    @Override
    public void alert(Alert found) {
      output.collect(ALERTS, alert.replace(AlertRecord.of(found)));
    }
  }
}

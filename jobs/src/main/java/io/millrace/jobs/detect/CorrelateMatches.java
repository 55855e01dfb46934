package io.millrace.jobs.detect;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.KeyBytes;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.correlate.Correlator;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;

/**
 * Follows each key through all patterns, in event time. Time here is behind the promise of {@link
 * StampVersions} too, so that all versions that it passes are known.
 *
 * <p>Flink's state has of each key the engine's bytes as of each checkpoint, and a timer for when
 * they say that it has something to do next; the keys in use are on the heap ({@link KeyCache}).
 */
final class CorrelateMatches extends AbstractStreamOperator<AlertRecord>
    implements TwoInputStreamOperator<Match, PatternVersion, AlertRecord>,
        Triggerable<KeyBytes, VoidNamespace> {

  private static final long serialVersionUID = 1;

  /** Part of the savepoint format, as are the bytes: never rename. */
  static final ValueStateDescriptor<byte[]> KEY_STATE =
      new ValueStateDescriptor<>("key-state", BytePrimitiveArraySerializer.INSTANCE);

  /** Part of the savepoint format. */
  private static final String TIMERS = "advance-keys";

  private final DetectLimits limits;
  private final long cacheBytes;

  private transient LivePatterns patterns;
  private transient Counters counters;
  private transient Correlator correlator;
  private transient KeyCache cache;
  private transient ValueState<byte[]> keyState;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient long matchesMillis;
  private transient long promiseMillis;
  private transient long nowMillis;
  private transient StreamRecord<AlertRecord> out;

  CorrelateMatches(DetectLimits limits, long cacheBytes) {
    this.limits = limits;
    this.cacheBytes = cacheBytes;
  }

  @Override
  public void open() throws Exception {
    super.open();
    patterns = new LivePatterns();
    counters = new Counters();
    keyState = getRuntimeContext().getState(KEY_STATE);
    timers = getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
    cache = new KeyCache(new BackendStore(), cacheBytes);
    matchesMillis = Long.MIN_VALUE;
    promiseMillis = Long.MIN_VALUE;
    nowMillis = Long.MIN_VALUE;
    out = new StreamRecord<>(null);
    build();
    MetricGroup group = getMetricGroup().addGroup("millrace");
    EngineCounters.show(counters, group);
    group.gauge("live_versions", () -> patterns.size());
    group.gauge("cached_keys", () -> cache.size());
    group.gauge("cache_bytes", () -> cache.heapBytes());
    group.gauge("state_reads", () -> cache.reads());
    group.gauge("state_writes", () -> cache.writes());
  }

  private void build() {
    correlator = new Correlator(patterns.rules(), limits.toEngine(), counters);
  }

  /** A no-op: whoever touches Flink's state says for which key. */
  @Override
  @SuppressWarnings("rawtypes") // Flink's signature
  public void setKeyContextElement1(StreamRecord element) {}

  @Override
  public void processElement1(StreamRecord<Match> element) throws Exception {
    Match match = element.getValue();
    KeyCache.Entry entry = cache.get(match.key());
    correlator.add(entry.state, match, nowMillis);
    cache.used(entry, true);
  }

  @Override
  public void onEventTime(InternalTimer<KeyBytes, VoidNamespace> timer) throws Exception {
    KeyCache.Entry entry = cache.getOfTimer(timer.getKey());
    if (entry.isDue(nowMillis)) {
      advance(entry);
    }
  }

  private void advance(KeyCache.Entry entry) throws Exception {
    for (Alert alert : correlator.advance(entry.state, nowMillis)) {
      output.collect(out.replace(AlertRecord.of(alert)));
    }
    cache.used(entry, false);
  }

  @Override
  public void onProcessingTime(InternalTimer<KeyBytes, VoidNamespace> timer) {
    throw new IllegalStateException("nobody registers such timers");
  }

  @Override
  public void processElement2(StreamRecord<PatternVersion> element) {
    patterns.put(element.getValue());
  }

  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    matchesMillis = Math.max(matchesMillis, mark.getTimestamp());
    advance();
  }

  /** The promise: all versions that hold at or before it have been received. */
  @Override
  public void processWatermark2(Watermark mark) throws Exception {
    promiseMillis = Math.max(promiseMillis, mark.getTimestamp());
    if (patterns.changed(nowMillis)) {
      build();
    }
    advance();
  }

  private void advance() throws Exception {
    long now = Math.min(matchesMillis, promiseMillis);
    if (now > nowMillis) {
      nowMillis = now;
      for (KeyCache.Entry due = cache.firstDue(now); due != null; due = cache.firstDue(now)) {
        advance(due);
      }
      super.processWatermark(new Watermark(now));
    }
  }

  /** Nothing behind asks for time; and this one's own waits for the last match. */
  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int input) {}

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    cache.flush();
  }

  private final class BackendStore implements KeyCache.Store {

    @Override
    public byte @Nullable [] read(KeyBytes key) throws Exception {
      setCurrentKey(key);
      return keyState.value();
    }

    @Override
    public void write(KeyBytes key, byte @Nullable [] bytes) throws Exception {
      setCurrentKey(key);
      if (bytes == null) {
        keyState.clear();
      } else {
        keyState.update(bytes);
      }
    }

    @Override
    public void moveTimer(KeyBytes key, long beforeMillis, long afterMillis) {
      setCurrentKey(key);
      if (beforeMillis != Long.MAX_VALUE) {
        timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, beforeMillis);
      }
      if (afterMillis != Long.MAX_VALUE) {
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, afterMillis);
      }
    }
  }
}

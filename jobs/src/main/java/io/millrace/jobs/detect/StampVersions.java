package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.config.ConfigException;
import io.millrace.jobs.detect.VersionBook.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says from when each version of a pattern holds, and promises by its watermark that no version
 * will yet come to hold at or before that time. A promise reaches {@code lateness} beyond the
 * greatest event time seen, so that hardly an event has to wait for one; a version holds from the
 * first millisecond behind it.
 *
 * <p>It has one subtask. Its state is all that is known of versions: whoever receives them forgets
 * them in a restart and gets them anew, before a promise lets it go on. What a failed attempt
 * stamped is undone with all that came of it, since states and alerts are of checkpoints only.
 */
final class StampVersions extends AbstractStreamOperator<PatternVersion>
    implements TwoInputStreamOperator<Long, PatternRecord, PatternVersion> {

  private static final long serialVersionUID = 1;

  private static final Logger LOG = LoggerFactory.getLogger(StampVersions.class);

  /** Part of the savepoint format, as are a version's bytes: never rename. */
  static final ListStateDescriptor<byte[]> VERSIONS =
      new ListStateDescriptor<>("pattern-versions", BytePrimitiveArraySerializer.INSTANCE);

  /** Part of the savepoint format. */
  static final ListStateDescriptor<Long> PROMISE =
      new ListStateDescriptor<>("promised-until", LongSerializer.INSTANCE);

  /** What is to be known of versions and refusals outside. */
  static final OutputTag<PatternRecord> RECORDS =
      new OutputTag<>("version-records", PatternRecord.TYPE);

  private final Duration lateness;
  private final KnownPatterns knownPatterns;

  private transient VersionBook book;
  private transient long promiseMillis;
  private transient boolean isAnnounced;
  private transient List<PatternRecord> unsent;
  private transient ListState<byte[]> versions;
  private transient ListState<Long> promise;
  private transient Counter refused;

  StampVersions(Duration lateness, KnownPatterns knownPatterns) {
    this.lateness = lateness;
    this.knownPatterns = knownPatterns;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    refused = getMetricGroup().addGroup("millrace").counter("refused_patterns");
    book = new VersionBook(lateness);
    promiseMillis = VersionBook.NO_PROMISE;
    isAnnounced = false;
    unsent = new ArrayList<>();
    versions = context.getOperatorStateStore().getListState(VERSIONS);
    promise = context.getOperatorStateStore().getListState(PROMISE);
    if (context.isRestored()) {
      for (byte[] version : versions.get()) {
        book.restore(PatternVersion.ofBytes(version));
      }
      for (long millis : promise.get()) {
        promiseMillis = Math.max(promiseMillis, millis);
      }
    } else {
      KnownPatterns.Known known = knownPatterns.read();
      known.stamped().forEach(book::restore);
      known
          .definitions()
          .forEach((id, definition) -> record(id, book.offer(id, definition, promiseMillis)));
      for (PatternVersion version : book.all()) {
        if (version.isOpen() && !known.definitions().containsKey(version.id())) {
          record(version.id(), book.offer(version.id(), null, promiseMillis));
        }
      }
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    MetricGroup group = getMetricGroup().addGroup("millrace");
    group.gauge("known_versions", () -> book.all().size());
    group.gauge("promised_until", () -> promiseMillis);
    // Nothing may be sent before all subtasks run.
    var unused =
        getProcessingTimeService()
            .registerTimer(
                getProcessingTimeService().getCurrentProcessingTime(), timestamp -> announce());
  }

  /** Tells those who have begun anew what there is, before they hear of anything else. */
  private void announce() {
    if (isAnnounced) {
      return;
    }
    isAnnounced = true;
    book.all().forEach(this::send);
    unsent.forEach(record -> output.collect(RECORDS, new StreamRecord<>(record)));
    unsent.clear();
    if (promiseMillis != VersionBook.NO_PROMISE) {
      output.emitWatermark(new Watermark(promiseMillis));
    }
  }

  /** A version that an older release accepted and this one does not is left out. */
  private void send(PatternVersion version) {
    try {
      var unused = version.live();
    } catch (ConfigException | IllegalArgumentException e) {
      LOG.error("{} is left out: {}", version, e.getMessage());
      refused.inc();
      unsent.add(VersionRecords.refused(version.id(), String.valueOf(e.getMessage())));
      return;
    }
    output.collect(new StreamRecord<>(version));
  }

  /** The greatest event time that a subtask has seen. */
  @Override
  public void processElement1(StreamRecord<Long> element) {
    raise(element.getValue());
  }

  private void raise(long timeMillis) {
    announce();
    long latenessMillis = lateness.toMillis();
    long wanted =
        timeMillis > Long.MAX_VALUE - latenessMillis ? Long.MAX_VALUE : timeMillis + latenessMillis;
    if (wanted > promiseMillis) {
      promiseMillis = wanted;
      output.emitWatermark(new Watermark(promiseMillis));
    }
  }

  /** What someone wrote about a pattern. */
  @Override
  public void processElement2(StreamRecord<PatternRecord> element) {
    announce();
    PatternRecord written = element.getValue();
    String id = new String(written.key(), UTF_8);
    byte[] value = written.value();
    Outcome outcome =
        book.offer(id, value == null ? null : new String(value, UTF_8), promiseMillis);
    outcome.changed().forEach(version -> output.collect(new StreamRecord<>(version)));
    record(id, outcome);
    unsent.forEach(record -> output.collect(RECORDS, new StreamRecord<>(record)));
    unsent.clear();
  }

  private void record(String id, Outcome outcome) {
    if (!outcome.problem().isEmpty()) {
      LOG.warn("pattern {} is refused: {}", id, outcome.problem());
      refused.inc();
      unsent.add(VersionRecords.refused(id, outcome.problem()));
    } else if (!outcome.changed().isEmpty()) {
      for (PatternVersion version : outcome.changed()) {
        LOG.info("{} holds from {} until {}", version, version.fromMillis(), version.untilMillis());
        unsent.add(VersionRecords.of(version, isEnabled(version)));
      }
      unsent.add(VersionRecords.unrefused(id));
    }
  }

  private static boolean isEnabled(PatternVersion version) {
    try {
      return version.live().pattern().enabled();
    } catch (ConfigException e) {
      return false;
    }
  }

  /** Of events: the promise may not be behind it, and what ended before is not needed any more. */
  @Override
  public void processWatermark1(Watermark mark) {
    raise(mark.getTimestamp());
    book.retire(mark.getTimestamp());
  }

  /** Of patterns, which have no time. */
  @Override
  public void processWatermark2(Watermark mark) {}

  /** The promise holds while nothing comes. */
  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int input) {}

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    announce();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    versions.update(book.all().stream().map(PatternVersion::toBytes).toList());
    promise.update(List.of(promiseMillis));
  }
}

package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.config.ConfigException;
import io.millrace.jobs.detect.VersionBook.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says from when each version of a pattern holds, and promises by its watermark that no version
 * will yet come to hold at or before that time. A promise reaches {@code lateness} beyond the
 * greatest event time seen, so that hardly an event has to wait for one; a version holds from the
 * first millisecond behind it.
 *
 * <p>It has one subtask. What it has said is in the {@link VersionLog} before anyone is told, so it
 * is said once, whatever fails in between: who restarts reads it there. Those who receive versions
 * forget them in a restart and get them anew, before a promise lets them go on.
 */
final class StampVersions extends AbstractStreamOperator<PatternVersion>
    implements TwoInputStreamOperator<Long, PatternRecord, PatternVersion> {

  private static final long serialVersionUID = 1;

  private static final Logger LOG = LoggerFactory.getLogger(StampVersions.class);

  /** Part of the savepoint format: never rename. */
  static final ListStateDescriptor<Long> PROMISE =
      new ListStateDescriptor<>("promised-until", LongSerializer.INSTANCE);

  /** Part of the savepoint format. The log knows versions that nobody needs any more. */
  static final ListStateDescriptor<Long> WATERMARK =
      new ListStateDescriptor<>("judged-until", LongSerializer.INSTANCE);

  /** What is written within it is one transaction of the log. */
  private static final long GATHER_MILLIS = 20;

  private final Duration lateness;
  private final VersionLog log;

  private transient VersionBook book;
  private transient VersionLog.@Nullable Writer writer;
  private transient Map<Integer, Long> readUntil;
  private transient List<PatternRecord> written;
  private transient long promiseMillis;
  private transient long watermarkMillis;
  private transient boolean isAnnounced;
  private transient ListState<Long> promise;
  private transient ListState<Long> watermark;
  private transient Counter refused;

  StampVersions(Duration lateness, VersionLog log) {
    this.lateness = lateness;
    this.log = log;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    refused = getMetricGroup().addGroup("millrace").counter("refused_patterns");
    promise = context.getOperatorStateStore().getListState(PROMISE);
    promiseMillis = greatest(promise, VersionBook.NO_PROMISE);
    watermark = context.getOperatorStateStore().getListState(WATERMARK);
    watermarkMillis = greatest(watermark, Long.MIN_VALUE);
    isAnnounced = false;
    written = new ArrayList<>();
    book = new VersionBook(lateness);
    writer = log.open();
    VersionLog.Known known = writer.read();
    known.stamped().forEach(book::restore);
    book.retire(watermarkMillis);
    readUntil = known.readUntil();
    if (!context.isRestored()) {
      begin(writer.definitions());
    }
  }

  private static long greatest(ListState<Long> state, long none) throws Exception {
    long greatest = none;
    for (long each : state.get()) {
      greatest = Math.max(greatest, each);
    }
    return greatest;
  }

  /** Without a state: only what there is now counts, and from the beginning if it can. */
  private void begin(VersionLog.Definitions definitions) {
    readUntil = definitions.ends();
    compile(definitions.records());
    Stamped stamped = new Stamped();
    Set<String> ids = new HashSet<>();
    for (PatternRecord record : definitions.records()) {
      stamped.offer(record);
      ids.add(record.id());
    }
    for (PatternVersion version : book.all()) {
      if (version.isOpen() && !ids.contains(version.id())) {
        long newest = readUntil.getOrDefault(0, 0L) - 1;
        stamped.offer(new PatternRecord(0, newest, version.id().getBytes(UTF_8), null));
      }
    }
    stamped.append();
  }

  /** On all processors, as there may be thousands and nothing goes on before. */
  private static void compile(List<PatternRecord> records) {
    records.parallelStream()
        .forEach(
            record -> {
              String definition = record.definition();
              if (definition != null) {
                try {
                  var unused = PatternVersion.compile(record.id(), definition).problem();
                } catch (ConfigException refused) {
                  // It is told when the record is offered.
                }
              }
            });
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
    Stamped unreadable = new Stamped();
    for (PatternVersion version : book.all()) {
      String problem = problem(version);
      if (problem.isEmpty()) {
        output.collect(new StreamRecord<>(version));
      } else {
        LOG.error("{} is left out: {}", version, problem);
        unreadable.refuse(version.id(), problem, null);
      }
    }
    unreadable.append();
    if (promiseMillis != VersionBook.NO_PROMISE) {
      output.emitWatermark(new Watermark(promiseMillis));
    }
  }

  /** Of a version that an older release accepted and this one does not. */
  private static String problem(PatternVersion version) {
    try {
      var unused = version.live();
      return "";
    } catch (ConfigException | IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
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
    PatternRecord record = element.getValue();
    if (record.offset() < readUntil.getOrDefault(record.partition(), 0L)) {
      return; // its source begins further back: all has been said of it
    }
    written.add(record);
    if (written.size() == 1) {
      ProcessingTimeService time = getProcessingTimeService();
      var unused =
          time.registerTimer(time.getCurrentProcessingTime() + GATHER_MILLIS, timestamp -> stamp());
    }
  }

  private void stamp() {
    announce();
    Stamped stamped = new Stamped();
    written.forEach(stamped::offer);
    written.clear();
    stamped.append();
    stamped.versions.forEach(version -> output.collect(new StreamRecord<>(version)));
  }

  /** What is said at once: the log has all or nothing of it. */
  private final class Stamped {

    final List<PatternVersion> versions = new ArrayList<>();
    final List<VersionLog.Entry> entries = new ArrayList<>();

    void offer(PatternRecord record) {
      String id = record.id();
      Outcome outcome = book.offer(id, record.definition(), promiseMillis);
      if (!outcome.problem().isEmpty()) {
        LOG.warn("pattern {} is refused: {}", id, outcome.problem());
        refuse(id, outcome.problem(), record);
      } else if (!outcome.changed().isEmpty()) {
        for (PatternVersion version : outcome.changed()) {
          LOG.info(
              "{} holds from {} until {}", version, version.fromMillis(), version.untilMillis());
          entries.add(VersionRecords.of(version, isEnabled(version), record));
        }
        versions.addAll(outcome.changed());
        entries.add(VersionRecords.unrefused(id));
      }
    }

    void refuse(String id, String problem, @Nullable PatternRecord record) {
      refused.inc();
      entries.add(VersionRecords.refused(id, problem, record));
    }

    void append() {
      Objects.requireNonNull(writer).append(entries);
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
    watermarkMillis = Math.max(watermarkMillis, mark.getTimestamp());
    book.retire(watermarkMillis);
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
    stamp(); // the source will not read it again
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    promise.update(List.of(promiseMillis));
    watermark.update(List.of(watermarkMillis));
  }

  @Override
  public void close() throws Exception {
    if (writer != null) {
      writer.close();
    }
    super.close();
  }
}

package io.millrace.jobs.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.events.CheckedEvent;
import io.millrace.events.EventReader;
import io.millrace.events.EventRules;
import io.millrace.events.IdDigest;
import io.millrace.events.InboundRecord;
import io.millrace.events.Reject;
import io.millrace.jobs.common.MaxLateness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Reads records into events and decides what the log alone can decide: which are rejected and which
 * are late. The last operator that sees a partition in the order of its log.
 *
 * <p>At each checkpoint it says on {@link #MARKS} how far each partition has come, behind the last
 * event before it; hence an operator of its own and not a function.
 */
final class CheckEvents extends AbstractStreamOperator<Judged>
    implements OneInputStreamOperator<InboundRecord, Judged> {

  private static final long serialVersionUID = 1;

  static final OutputTag<PartitionMark> MARKS =
      new OutputTag<>("marks", TypeInformation.of(PartitionMark.class));

  /**
   * Every subtask gets the positions of all partitions and uses those whose records it then sees,
   * since the source deals its partitions anew after a restart. Part of the savepoint format.
   */
  static final ListStateDescriptor<InboundPosition> POSITIONS =
      new ListStateDescriptor<>("inbound-positions", TypeInformation.of(InboundPosition.class));

  private static final InboundPartition NOWHERE = new InboundPartition("", 0);

  private final EventRules rules;
  private final MaxLateness lateness;
  private final LogGuard guard;

  private transient ListState<InboundPosition> positions;
  private transient Map<InboundPartition, PartitionProgress> progress;
  private transient @Nullable PartitionProgress latest;
  private transient EventReader reader;
  private transient IdDigest digest;
  private transient StreamRecord<Judged> judged;
  private transient Counter records;
  private transient EventCounters counters;
  private transient PartitionMetrics partitionMetrics;
  private transient Sorter sorter;
  private transient String run;
  private transient int range;

  CheckEvents(EventRules rules, MaxLateness lateness, LogGuard guard) {
    this.rules = rules;
    this.lateness = lateness;
    this.guard = guard;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    positions = context.getOperatorStateStore().getUnionListState(POSITIONS);
    Map<InboundPartition, InboundPosition> restored = new LinkedHashMap<>();
    for (InboundPosition position : positions.get()) {
      // A subtask that saw nothing of a partition kept the older position beside the newer one.
      restored.merge(position.key(), position, (a, b) -> a.nextOffset() >= b.nextOffset() ? a : b);
    }
    progress = new LinkedHashMap<>();
    long now = System.nanoTime();
    restored.forEach((key, position) -> progress.put(key, new PartitionProgress(position, now)));
    if (subtask() == 0) {
      guard.checkAtStart(restored.values());
      for (InboundPartition unread : guard.unreadPartitions(progress.keySet())) {
        progress.put(unread, PartitionProgress.unread(unread, now));
      }
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    reader = new EventReader(rules);
    digest = new IdDigest();
    judged = new StreamRecord<>(null);
    records = getMetricGroup().addGroup("millrace").counter("records");
    counters = new EventCounters(getMetricGroup().addGroup("millrace"));
    sorter = new Sorter();
    run = UUID.randomUUID().toString().substring(0, 8);
    partitionMetrics = new PartitionMetrics(getMetricGroup().addGroup("millrace"));
  }

  @Override
  public void processElement(StreamRecord<InboundRecord> element) {
    InboundRecord record = element.getValue();
    PartitionProgress partition = partition(record);
    if (!partition.isSeenHere()) {
      partition.begin(record, guard);
      partitionMetrics.add(partition);
    }
    if (element.hasTimestamp()) {
      judged.setTimestamp(element.getTimestamp());
    } else {
      judged.eraseTimestamp();
    }
    sorter.read(record, partition);
  }

  private PartitionProgress partition(InboundRecord record) {
    PartitionProgress same = latest;
    if (same != null && same.isOf(record)) {
      return same;
    }
    InboundPartition key = new InboundPartition(record.topic(), record.partition());
    PartitionProgress found =
        progress.computeIfAbsent(key, each -> PartitionProgress.unread(each, System.nanoTime()));
    latest = found;
    return found;
  }

  /** Turns the verdicts of one record into what goes on to the shuffle. */
  private final class Sorter implements EventReader.Verdicts {

    private PartitionProgress partition = PartitionProgress.unread(NOWHERE, 0);
    private InboundRecord record = new InboundRecord("", 0, 0, 0, null, null);

    void read(InboundRecord inbound, PartitionProgress from) {
      record = inbound;
      partition = from;
      records.inc();
      reader.read(inbound, this);
      from.end(inbound);
    }

    @Override
    public void checked(CheckedEvent event) {
      long behind = partition.accept(event.timestampMillis());
      boolean late = behind > lateness.millisOf(event.collection());
      if (late) {
        counters.late(event.collection());
      }
      String key = event.dedupKey();
      if (key == null || late) {
        emit(event, late, behind, false, 0, 0);
      } else {
        digest.of(event.collection(), key);
        emit(event, false, behind, true, digest.high(), digest.low());
      }
    }

    private void emit(
        CheckedEvent event, boolean late, long behind, boolean hasId, long high, long low) {
      emit(
          new Judged(
              hasId
                  ? Judged.shardOfId(high)
                  : Judged.shardOfPlace(record.partition(), record.offset(), event.index()),
              late ? Verdict.LATE : Verdict.VALID,
              event.collection(),
              record.topic(),
              record.partition(),
              record.offset(),
              event.index(),
              range,
              record.timestampMillis(),
              hasId,
              high,
              low,
              event.id().getBytes(UTF_8),
              late ? reader.raw() : event.stamp(behind),
              late ? "late:" + behind : ""));
    }

    @Override
    public void rejected(Reject reject) {
      counters.rejected(reject.collection(), reject.code());
      emit(
          new Judged(
              Judged.shardOfPlace(record.partition(), record.offset(), reject.index()),
              Verdict.REJECTED,
              reject.collection(),
              record.topic(),
              record.partition(),
              record.offset(),
              reject.index(),
              range,
              record.timestampMillis(),
              false,
              0,
              0,
              reject.key(),
              reject.payload(),
              reject.code().wireCode() + ":" + reject.reason()));
    }

    private void emit(Judged event) {
      partition.count();
      output.collect(judged.replace(event));
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    super.prepareSnapshotPreBarrier(checkpoint);
    guard.checkWhileRunning(progress.values());
    long now = System.nanoTime();
    for (PartitionProgress partition : progress.values()) {
      if (partition.isSeenHere() || subtask() == 0) {
        output.collect(MARKS, new StreamRecord<>(partition.mark(checkpoint, now, range, run)));
      }
    }
    range++;
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<InboundPosition> snapshot = new ArrayList<>();
    for (PartitionProgress partition : progress.values()) {
      if (partition.hasPosition() && (partition.isSeenHere() || subtask() == 0)) {
        snapshot.add(partition.position());
      }
    }
    positions.update(snapshot);
  }

  private int subtask() {
    return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
  }
}

package io.millrace.jobs.ingest;

import io.millrace.events.Frontier;
import io.millrace.events.SeenIds;
import io.millrace.jobs.common.FrontierHeader;
import io.millrace.jobs.common.Heartbeat;
import io.millrace.jobs.common.OutboundTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Drops duplicates, spells every event as the record that goes out, and keeps the ledger of what it
 * did.
 *
 * <p>The second input says, behind the last event before a checkpoint, how far each inbound
 * partition has come. By then this subtask has seen all its events of those ranges and writes one
 * line for each into the transaction that holds them.
 *
 * <p>Duplicates expire by Kafka's record timestamps, in state and timers alike, because Flink's own
 * TTL runs on the wall clock: a restored savepoint of last month would forget everything at once.
 */
final class SettleVerdicts extends AbstractStreamOperator<OutboundRecord>
    implements TwoInputStreamOperator<Judged, PartitionMark, OutboundRecord>,
        Triggerable<Integer, VoidNamespace> {

  private static final long serialVersionUID = 1;

  /** The pages of {@link SeenIds} by number; part of the savepoint format. */
  static final MapStateDescriptor<Integer, byte[]> SEEN_IDS =
      new MapStateDescriptor<>(
          "seen-ids", Types.INT, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private static final String EXPIRY_TIMERS = "expire-seen-ids";

  /** Pages that expire within the same part of {@code dedupFor} share a timer. */
  private static final int TIMERS_PER_DEDUP_FOR = 32;

  private final OutboundTopics topics;
  private final long dedupForMillis;
  private final boolean exactlyOnce;
  private final Silence silence;

  private transient CollectionFrontiers frontiers;
  private transient MapState<Integer, byte[]> pages;
  private transient @Nullable SeenIds[] shards;
  private transient BitSet changedShards;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient Map<InboundRange, VerdictCounts> counts;
  private transient @Nullable InboundRange countedLast;
  private transient VerdictCounts countsLast;
  private transient List<PartitionMark> marks;
  private transient Map<String, Outlet> outlets;
  private transient Set<String> metCollections;
  private transient Map<String, Long> heartbeats;
  private transient EventCounters counters;
  private transient StreamRecord<OutboundRecord> outbound;
  private transient long heldIds;

  /**
   * Where the valid events of a collection go.
   *
   * @param frontier empty while none is known
   */
  private record Outlet(String topic, List<Header> frontier) {}

  SettleVerdicts(OutboundTopics topics, Duration dedupFor, boolean exactlyOnce, Silence silence) {
    this.topics = topics;
    this.dedupForMillis = dedupFor.toMillis();
    this.exactlyOnce = exactlyOnce;
    this.silence = silence;
  }

  @Override
  public void open() throws Exception {
    super.open();
    frontiers = new CollectionFrontiers(silence);
    pages = getRuntimeContext().getMapState(SEEN_IDS);
    shards = new SeenIds[Judged.SHARDS];
    changedShards = new BitSet(Judged.SHARDS);
    timers = getInternalTimerService(EXPIRY_TIMERS, VoidNamespaceSerializer.INSTANCE, this);
    counts = new HashMap<>();
    countsLast = new VerdictCounts();
    marks = new ArrayList<>();
    outlets = new HashMap<>();
    metCollections = new HashSet<>();
    heartbeats = new HashMap<>();
    outbound = new StreamRecord<>(null);
    MetricGroup metrics = getMetricGroup().addGroup("millrace");
    counters = new EventCounters(metrics);
    metrics.gauge("slowest_partition", this::slowestPartition);
    metrics.gauge("event_time_lag_ms", this::lagMillis);
    metrics.gauge("duplicate_ids", () -> heldIds);
    metrics.gauge("duplicate_ids_memory_bytes", this::memoryBytes);
  }

  /** A no-op: keyed state is touched for few events only, and says then itself for which key. */
  @Override
  @SuppressWarnings("rawtypes") // Flink's signature
  public void setKeyContextElement1(StreamRecord element) {}

  @Override
  public void processElement1(StreamRecord<Judged> element) throws Exception {
    Judged judged = element.getValue();
    Verdict verdict = judged.verdict();
    if (judged.hasId() && !isFirst(judged)) {
      verdict = Verdict.DUPLICATE;
      counters.duplicate(collectionOf(judged));
    }
    countsOf(judged).add(verdict);
    switch (verdict) {
      case VALID -> {
        counters.valid(collectionOf(judged));
        emit(element, event(judged));
      }
      case LATE -> emit(element, refused(judged, topics.late()));
      case REJECTED -> emit(element, refused(judged, topics.rejects()));
      case DUPLICATE -> {}
    }
  }

  private boolean isFirst(Judged judged) throws Exception {
    SeenIds seen = shard(judged.shard());
    int before = seen.size();
    boolean first =
        seen.isFirst(judged.idHigh(), judged.idLow(), judged.writtenMillis(), judged.place());
    int added = seen.size() - before;
    if (added > 0) {
      heldIds += added;
      changedShards.set(judged.shard());
      if (before == 0) {
        setCurrentKey(judged.shard());
        expireAt(seen.expiresAtMillis());
      }
    }
    return first;
  }

  /** Its pages are read when it is first asked for. */
  private SeenIds shard(int number) throws Exception {
    SeenIds seen = shards[number];
    if (seen == null) {
      seen = SeenIds.load(new StatePages(number), dedupForMillis);
      heldIds += seen.size();
      shards[number] = seen;
    }
    return seen;
  }

  /** Sets a timer for the present key. */
  private void expireAt(long millis) {
    long bucket = Math.max(1, dedupForMillis / TIMERS_PER_DEDUP_FOR);
    timers.registerEventTimeTimer(
        VoidNamespace.INSTANCE, (Math.floorDiv(millis, bucket) + 1) * bucket);
  }

  @Override
  public void onEventTime(InternalTimer<Integer, VoidNamespace> timer) throws Exception {
    SeenIds seen = shard(timer.getKey());
    heldIds -= seen.expire(timer.getTimestamp());
    changedShards.set(timer.getKey());
    if (seen.size() > 0) {
      expireAt(seen.expiresAtMillis());
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<Integer, VoidNamespace> timer) {
    throw new IllegalStateException("no timer of the wall clock is ever set");
  }

  private static String collectionOf(Judged judged) {
    String collection = judged.collection();
    return collection == null ? "" : collection;
  }

  private VerdictCounts countsOf(Judged judged) {
    InboundRange last = countedLast;
    if (last == null || !last.holds(judged)) {
      last = InboundRange.of(judged);
      countedLast = last;
      countsLast = counts.computeIfAbsent(last, key -> new VerdictCounts());
    }
    return countsLast;
  }

  private OutboundRecord event(Judged judged) {
    Outlet outlet = outlets.computeIfAbsent(collectionOf(judged), this::outlet);
    List<Header> headers = new ArrayList<>(2);
    headers.add(Headers.source(judged));
    headers.addAll(outlet.frontier);
    return new OutboundRecord(outlet.topic, judged.key(), judged.value(), headers, null);
  }

  private Outlet outlet(String collection) {
    metCollections.add(collection);
    long millis = frontiers.of(collection);
    return new Outlet(
        topics.events(collection),
        millis == Frontier.NONE ? List.of() : List.of(FrontierHeader.of(millis)));
  }

  private static OutboundRecord refused(Judged judged, String topic) {
    return new OutboundRecord(topic, judged.key(), judged.value(), Headers.ofRefused(judged), null);
  }

  private void emit(StreamRecord<Judged> element, OutboundRecord record) {
    if (element.hasTimestamp()) {
      outbound.setTimestamp(element.getTimestamp());
    } else {
      outbound.eraseTimestamp();
    }
    output.collect(outbound.replace(record));
  }

  @Override
  public void processElement2(StreamRecord<PartitionMark> element) {
    PartitionMark mark = element.getValue();
    frontiers.mark(mark);
    if (mark.to() > mark.from() && mark.from() >= 0) {
      marks.add(mark);
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws Exception {
    super.prepareSnapshotPreBarrier(checkpoint);
    frontiers.close(checkpoint);
    int part = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    int parts = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    outbound.eraseTimestamp();
    for (PartitionMark mark : marks) {
      VerdictCounts mine = counts.remove(InboundRange.of(mark));
      LedgerLine line =
          new LedgerLine(mark, part, parts, exactlyOnce, mine == null ? new VerdictCounts() : mine);
      output.collect(
          outbound.replace(
              new OutboundRecord(
                  topics.ledger(),
                  line.key(),
                  line.toJson(),
                  List.of(),
                  AccountedCommittable.Line.of(line))));
    }
    if (part == 0) {
      beat();
    }
    marks.clear();
    countedLast = null;
    if (!counts.isEmpty()) {
      throw new IllegalStateException("events that no mark tells of: " + counts.keySet());
    }
  }

  /** Says of silent collections what time it is, every {@link Silence#movesAfterMillis}. */
  private void beat() {
    long now = getProcessingTimeService().getCurrentProcessingTime();
    frontiers
        .ofSilent(metCollections, now)
        .forEach(
            (collection, time) -> {
              Long said = heartbeats.get(collection);
              if (said == null || time - said >= silence.movesAfterMillis()) {
                heartbeats.put(collection, time);
                output.collect(outbound.replace(heartbeat(collection, time)));
              }
            });
  }

  private OutboundRecord heartbeat(String collection, long time) {
    return new OutboundRecord(
        topics.events(collection), Heartbeat.key(), null, Heartbeat.headers(time), null);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    for (int shard = changedShards.nextSetBit(0);
        shard >= 0;
        shard = changedShards.nextSetBit(shard + 1)) {
      SeenIds seen = shards[shard];
      if (seen != null) {
        seen.flush();
      }
    }
    changedShards.clear();
    super.snapshotState(context);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    super.notifyCheckpointComplete(checkpoint);
    frontiers.completed(checkpoint);
    outlets.clear();
  }

  private String slowestPartition() {
    PartitionMark slowest = frontiers.slowest();
    return slowest == null ? "" : slowest.key().toString();
  }

  private long lagMillis() {
    PartitionMark slowest = frontiers.slowest();
    return slowest == null ? 0 : PartitionMetrics.lagMillis(slowest.frontierMillis());
  }

  private long memoryBytes() {
    long bytes = 0;
    for (SeenIds seen : shards) {
      bytes += seen == null ? 0 : seen.memoryBytes();
    }
    return bytes;
  }

  /** The pages of one shard; each access says which, as nobody else does. */
  private final class StatePages implements SeenIds.Pages {

    private final int shard;

    private StatePages(int shard) {
      this.shard = shard;
    }

    @Override
    public byte @Nullable [] read(int number) throws Exception {
      setCurrentKey(shard);
      return pages.get(number);
    }

    @Override
    public void write(int number, byte[] page) throws Exception {
      setCurrentKey(shard);
      pages.put(number, page);
    }

    @Override
    public void remove(int number) throws Exception {
      setCurrentKey(shard);
      pages.remove(number);
    }
  }
}

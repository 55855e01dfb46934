package io.millrace.jobs.rollup;

import io.millrace.datasets.Cell;
import io.millrace.datasets.CellCache;
import io.millrace.datasets.DatasetDefinition;
import io.millrace.datasets.FoldPlan;
import io.millrace.datasets.Grain;
import io.millrace.datasets.GroupKey;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Holds the open cells of all datasets and grains, emits each whole within {@code emitEvery} after
 * it changed, and forgets it when the watermark is its dataset's lateness past its end.
 *
 * <p>The cells in use are on the heap ({@link CellCache}); Flink's state has all of them as of each
 * checkpoint, a value per group and page of intervals. The key is a bucket of groups and the
 * namespace the number of the page, so that one timer forgets what all groups of a bucket have in a
 * page: one for each group would cost more than the group.
 */
final class FoldCells extends AbstractStreamOperator<GroupCell>
    implements OneInputStreamOperator<GroupCell, GroupCell>, Triggerable<Integer, Long> {

  private static final long serialVersionUID = 1;

  /** Part of the savepoint format, as are the bytes of a page of cells: never rename. */
  static final MapStateDescriptor<GroupKey, byte[]> PAGES =
      new MapStateDescriptor<>(
          "pages-of-cells", GroupKeySerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);

  /** By the code of a grain; part of the savepoint format. */
  static final ListStateDescriptor<Tuple2<Integer, Long>> GREATEST_STORED =
      new ListStateDescriptor<>("greatest-stored-page", Types.TUPLE(Types.INT, Types.LONG));

  /** Part of the savepoint format. */
  static final ListStateDescriptor<Long> COMPLETE_UNTIL =
      new ListStateDescriptor<>("complete-until", LongSerializer.INSTANCE);

  /** Rows once more that were complete before they changed, of datasets that ask for it. */
  static final OutputTag<GroupCell> CORRECTIONS = new OutputTag<>("corrections", GroupCell.TYPE);

  /** Goes before each barrier. */
  static final OutputTag<ProgressMark> PROGRESS = new OutputTag<>("progress", ProgressMark.TYPE);

  /** Part of the savepoint format. */
  private static final String TIMERS = "forget-pages";

  private final List<DatasetDefinition> definitions;
  private final Duration emitEvery;
  private final long cacheBytes;

  private transient CellCache cache;
  private transient InternalTimerService<Long> timers;
  private transient ListState<Tuple2<Integer, Long>> greatestStored;
  private transient ListState<Long> completeUntil;
  private transient StreamRecord<GroupCell> out;

  /**
   * Timers that were registered since the start, by time, then page: a bit for each bucket. Flink
   * would know them too, but looks for each in RocksDB.
   */
  private transient TreeMap<Long, Map<Long, BitSet>> forgetAt;

  FoldCells(List<DatasetDefinition> definitions, Duration emitEvery, long cacheBytes) {
    this.definitions = definitions;
    this.emitEvery = emitEvery;
    this.cacheBytes = cacheBytes;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    forgetAt = new TreeMap<>();
    cache =
        new CellCache(
            new FoldPlan(definitions), new BackendStore(), this::emit, emitEvery, cacheBytes);
    greatestStored = context.getOperatorStateStore().getUnionListState(GREATEST_STORED);
    for (Tuple2<Integer, Long> stored : greatestStored.get()) {
      cache.restoreGreatestStored(stored.f0, stored.f1);
    }
    completeUntil = context.getOperatorStateStore().getUnionListState(COMPLETE_UNTIL);
    cache.restoreCompleteUntil(least(completeUntil.get()));
  }

  /** As {@link TrackProgress} takes it of all subtasks; a savepoint of before has none. */
  private static long least(Iterable<Long> completeUntil) {
    long least = Long.MAX_VALUE;
    for (long millis : completeUntil) {
      least = Math.min(least, millis);
    }
    return least == Long.MAX_VALUE ? Long.MIN_VALUE : least;
  }

  @Override
  public void open() throws Exception {
    super.open();
    out = new StreamRecord<>(null);
    timers = getInternalTimerService(TIMERS, LongSerializer.INSTANCE, this);
    MetricGroup group = getMetricGroup().addGroup("millrace");
    group.gauge("folded_events", () -> cache.folded());
    group.gauge("emitted_cells", () -> cache.emitted());
    group.gauge("corrected_rows", () -> cache.corrected());
    group.gauge("expired_events", () -> cache.expired());
    group.gauge("undefined_events", () -> cache.undefined());
    group.gauge("cache_bytes", () -> cache.heapBytes());
    group.gauge("state_reads", () -> cache.read());
    group.gauge("state_writes", () -> cache.written());
    long period = Math.max(1, emitEvery.toMillis() / 10);
    var unused = getProcessingTimeService().scheduleWithFixedDelay(cache::emitDue, period, period);
  }

  /** The key is set where the state is touched, which most partial cells do not come to. */
  @Override
  @SuppressWarnings("rawtypes") // Flink's signature
  public void setKeyContextElement1(StreamRecord element) {}

  @Override
  public void processElement(StreamRecord<GroupCell> element) throws Exception {
    GroupCell partial = element.getValue();
    cache.fold(
        partial.group(),
        partial.grainCode(),
        partial.startMillis(),
        partial.cell(),
        getProcessingTimeService().getCurrentProcessingTime());
  }

  private void emit(GroupKey group, Grain grain, long startMillis, Cell cell, boolean correction) {
    out.replace(new GroupCell(group, grain.code(), startMillis, cell));
    output.collect(out);
    if (correction) {
      output.collect(CORRECTIONS, out);
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    cache.setWatermark(mark.getTimestamp());
    if (mark.getTimestamp() == Watermark.MAX_WATERMARK.getTimestamp()) {
      // All input has ended, and the state goes with the job: nothing to forget page by page.
      output.emitWatermark(mark);
    } else {
      super.processWatermark(mark);
      forgetAt.headMap(mark.getTimestamp(), true).clear();
    }
  }

  @Override
  public void onEventTime(InternalTimer<Integer, Long> timer) throws Exception {
    cache.forget(timer.getKey(), timer.getNamespace());
  }

  @Override
  public void onProcessingTime(InternalTimer<Integer, Long> timer) {
    throw new IllegalStateException("nobody registers such timers");
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    cache.flush();
    output.collect(
        PROGRESS, new StreamRecord<>(new ProgressMark(checkpointId, timers.currentWatermark())));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    greatestStored.clear();
    for (Map.Entry<Integer, Long> stored : cache.greatestStored().entrySet()) {
      greatestStored.add(Tuple2.of(stored.getKey(), stored.getValue()));
    }
    completeUntil.clear();
    completeUntil.add(cache.completeUntilMillis());
  }

  @Override
  public void finish() throws Exception {
    cache.flush();
    super.finish();
  }

  private final class BackendStore implements CellCache.Store {

    @Override
    public byte @Nullable [] read(GroupKey key, long page) throws Exception {
      return pages(key.bucket(), page).get(key);
    }

    @Override
    public void write(int bucket, long page, Map<GroupKey, byte[]> pages) throws Exception {
      pages(bucket, page).putAll(pages);
    }

    @Override
    public void forgetAt(int bucket, long page, long millis) {
      BitSet buckets =
          forgetAt
              .computeIfAbsent(millis, any -> new HashMap<>())
              .computeIfAbsent(page, any -> new BitSet(GroupKey.BUCKETS));
      if (!buckets.get(bucket)) {
        buckets.set(bucket);
        setCurrentKey(bucket);
        timers.registerEventTimeTimer(page, millis);
      }
    }

    @Override
    public void forEachGroup(int bucket, long page, Consumer<GroupKey> visitor) throws Exception {
      pages(bucket, page).keys().forEach(visitor);
    }

    @Override
    public void retain(int bucket, long page, CellCache.Keeper keeper) throws Exception {
      MapState<GroupKey, byte[]> pages = pages(bucket, page);
      boolean keepsOne = false;
      for (Iterator<Map.Entry<GroupKey, byte[]>> each = pages.iterator(); each.hasNext(); ) {
        Map.Entry<GroupKey, byte[]> one = each.next();
        if (keeper.keeps(one.getKey(), one.getValue())) {
          keepsOne = true;
        } else {
          each.remove();
        }
      }
      if (!keepsOne) {
        // On the heap an empty map would stay.
        pages.clear();
      }
    }

    private MapState<GroupKey, byte[]> pages(int bucket, long page) throws Exception {
      setCurrentKey(bucket);
      return getPartitionedState(page, LongSerializer.INSTANCE, PAGES);
    }
  }
}

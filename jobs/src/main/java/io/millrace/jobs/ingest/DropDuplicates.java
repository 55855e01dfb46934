package io.millrace.jobs.ingest;

import io.millrace.events.CheckedEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Lets the first event of a (collection, id or token) pass and drops the others that were written
 * to Kafka less than {@code dedupFor} after it.
 *
 * <p>Time here is Kafka's record timestamp, in state and timers alike, because Flink's own TTL runs
 * on the wall clock: a restored savepoint of last month would forget everything at once.
 *
 * <p>Keyed by shard and not by id: ids that expire are removed by scanning a shard once per bucket
 * (a 32nd of {@code dedupFor}), which costs one timer per shard and bucket instead of one per id.
 */
final class DropDuplicates extends KeyedProcessFunction<Integer, CheckedEvent, CheckedEvent> {

  private static final long serialVersionUID = 1;

  /** Part of the savepoint format: never change. */
  static final int SHARDS = 1 << 14;

  /** When the first event of an id was written to Kafka; part of the savepoint format. */
  static final MapStateDescriptor<String, Long> FIRST_SEEN =
      new MapStateDescriptor<>("first-seen-millis-by-id", Types.STRING, Types.LONG);

  private static final int BUCKETS = 32;

  private final long dedupForMillis;
  private final long bucketMillis;
  private transient MapState<String, Long> firstSeen;

  /** The last timer registered per shard, so that most events register none; rebuilt at will. */
  private transient Map<Integer, Long> timers;

  private transient Counter duplicates;
  private transient Counter expired;

  DropDuplicates(Duration dedupFor) {
    dedupForMillis = dedupFor.toMillis();
    bucketMillis = Math.max(1, dedupForMillis / BUCKETS);
  }

  /** The key to partition by. */
  static int shardOf(CheckedEvent event) {
    return Math.floorMod(stateKey(event).hashCode(), SHARDS);
  }

  @Override
  public void open(OpenContext context) {
    firstSeen = getRuntimeContext().getMapState(FIRST_SEEN);
    timers = new HashMap<>();
    var metrics = getRuntimeContext().getMetricGroup().addGroup("millrace");
    duplicates = metrics.counter("duplicates");
    expired = metrics.counter("expired_ids");
  }

  @Override
  public void processElement(CheckedEvent event, Context context, Collector<CheckedEvent> out)
      throws Exception {
    String id = stateKey(event);
    long written = event.createdAtMillis();
    Long first = firstSeen.get(id);
    if (first != null && written - first < dedupForMillis) {
      duplicates.inc();
      return;
    }
    firstSeen.put(id, written);
    expireAfter(written, context);
    out.collect(event);
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<CheckedEvent> out)
      throws Exception {
    Iterator<Map.Entry<String, Long>> entries = firstSeen.iterator();
    while (entries.hasNext()) {
      if (time - entries.next().getValue() >= dedupForMillis) {
        entries.remove();
        expired.inc();
      }
    }
    if (firstSeen.isEmpty()) {
      firstSeen.clear(); // the heap backend would keep an empty map for the shard
    }
  }

  private void expireAfter(long written, Context context) {
    long bucketEnd = (Math.floorDiv(written + dedupForMillis, bucketMillis) + 1) * bucketMillis;
    Long registered = timers.put(context.getCurrentKey(), bucketEnd);
    if (registered == null || registered != bucketEnd) {
      context.timerService().registerEventTimeTimer(bucketEnd);
    }
  }

  private static String stateKey(CheckedEvent event) {
    return event.collection() + '/' + event.dedupKey();
  }
}

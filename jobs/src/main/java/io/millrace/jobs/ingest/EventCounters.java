package io.millrace.jobs.ingest;

import io.millrace.events.RejectCode;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/** Events by verdict and collection, and rejects by code, as the web UI shows them. */
final class EventCounters {

  /** A bulk body may name any collection: beyond this many they share one name. */
  private static final int MAX_COLLECTIONS = 200;

  private static final String OTHERS = "_others";

  private final MetricGroup group;
  private final Map<RejectCode, Counter> byCode = new EnumMap<>(RejectCode.class);
  private final Map<String, Map<Verdict, Counter>> byCollection = new HashMap<>();
  private final Map<Verdict, Counter> byVerdict = new EnumMap<>(Verdict.class);

  EventCounters(MetricGroup group) {
    this.group = group;
  }

  void rejected(@Nullable String collection, RejectCode code) {
    count(Verdict.REJECTED, collection == null ? OTHERS : collection);
    byCode.computeIfAbsent(code, each -> group.counter("rejected_" + each.wireCode())).inc();
  }

  void late(String collection) {
    count(Verdict.LATE, collection);
  }

  void duplicate(String collection) {
    count(Verdict.DUPLICATE, collection);
  }

  void valid(String collection) {
    count(Verdict.VALID, collection);
  }

  private void count(Verdict verdict, String collection) {
    counter(verdict).inc();
    Map<Verdict, Counter> counters = byCollection.get(collection);
    if (counters == null) {
      String name = byCollection.size() < MAX_COLLECTIONS ? collection : OTHERS;
      counters = byCollection.computeIfAbsent(name, each -> new EnumMap<>(Verdict.class));
    }
    Counter counter = counters.get(verdict);
    if (counter == null) {
      String name = byCollection.containsKey(collection) ? collection : OTHERS;
      counter = group.addGroup("collection", name).counter(verdict.word());
      counters.put(verdict, counter);
    }
    counter.inc();
  }

  private Counter counter(Verdict verdict) {
    Counter counter = byVerdict.get(verdict);
    if (counter == null) {
      counter = group.counter(verdict.word());
      byVerdict.put(verdict, counter);
    }
    return counter;
  }
}

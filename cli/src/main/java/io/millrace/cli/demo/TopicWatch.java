package io.millrace.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.cli.TopicReader;
import io.millrace.jobs.common.Heartbeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Counts what the jobs have committed to their topics until now, on a thread of its own. */
final class TopicWatch implements AutoCloseable {

  private static final long LOOK_FOR_TOPICS_NANOS = 2_000_000_000L;

  private final String bootstrap;
  private final Thread thread;
  private final Map<String, Long> byTopic = new TreeMap<>();
  private final Map<String, Long> rejectsByCode = new TreeMap<>();
  private final Map<String, Long> alertsByPattern = new TreeMap<>();
  private volatile boolean closed;
  private volatile @Nullable RuntimeException failure;

  TopicWatch(String bootstrap) {
    this.bootstrap = bootstrap;
    thread = new Thread(this::watch, "demo-topic-watch");
    thread.setDaemon(true);
    thread.start();
  }

  synchronized long valid() {
    return byTopic.entrySet().stream()
        .filter(topic -> topic.getKey().startsWith(TopicsCheck.EVENTS_PREFIX))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  synchronized long records(String topic) {
    return byTopic.getOrDefault(topic, 0L);
  }

  /** The most frequent first. */
  synchronized List<Map.Entry<String, Long>> rejectsByCode() {
    return sorted(rejectsByCode);
  }

  /** The most frequent first. */
  synchronized List<Map.Entry<String, Long>> alertsByPattern() {
    return sorted(alertsByPattern);
  }

  private static List<Map.Entry<String, Long>> sorted(Map<String, Long> counts) {
    List<Map.Entry<String, Long>> sorted = new ArrayList<>(Map.copyOf(counts).entrySet());
    sorted.sort(
        Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry::getKey));
    return sorted;
  }

  synchronized long alerts(String pattern) {
    return alertsByPattern.getOrDefault(pattern, 0L);
  }

  void requireAlive() {
    RuntimeException problem = failure;
    if (problem != null) {
      throw problem;
    }
  }

  private void watch() {
    try (TopicReader reader = new TopicReader(bootstrap)) {
      long lookNanos = System.nanoTime();
      while (!closed) {
        if (System.nanoTime() - lookNanos >= 0) {
          reader.follow(reader.topics().stream().filter(TopicsCheck::isOutbound).toList());
          lookNanos = System.nanoTime() + LOOK_FOR_TOPICS_NANOS;
        }
        count(reader.poll());
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private synchronized void count(Iterable<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (Heartbeat.is(record)) {
        continue;
      }
      byTopic.merge(record.topic(), 1L, Long::sum);
      if (record.topic().equals(TopicsCheck.PATTERN_ALERTS) && record.key() != null) {
        // The pattern's id, a space, and the events' keys.
        String pattern = new String(record.key(), UTF_8).split(" ", 2)[0];
        alertsByPattern.merge(pattern, 1L, Long::sum);
      }
      if (record.topic().equals(TopicsCheck.REJECTS)) {
        Header code = record.headers().lastHeader("millrace.code");
        String name = code == null ? "no code" : new String(code.value(), UTF_8);
        rejectsByCode.merge(name, 1L, Long::sum);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

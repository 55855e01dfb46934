package io.millrace.cli.patterns;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.cli.CommandFailure;
import io.millrace.cli.TopicReader;
import io.millrace.config.Suggestion;
import io.millrace.events.Frontier;
import io.millrace.jobs.common.FrontierHeader;
import io.millrace.jobs.common.Heartbeat;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.common.OutboundTopics;
import io.millrace.jobs.common.SourceHeader;
import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.explain.Replay;
import io.millrace.patterns.engine.match.Event;
import io.millrace.patterns.expression.JsonFields;
import io.millrace.patterns.model.Pattern;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What patterns would have found in the events that the outbound topics still hold.
 *
 * <p>All of them are read, also those before the time asked for: what begins there may end after
 * it. Events are ordered as in the job: a match waits until the frontiers of all partitions have
 * passed its time by the greatest lateness of a pattern. So memory holds the matches in between and
 * what the patterns remember of their keys, not the events.
 */
public final class Backtest {

  private static final int TIME_GOES_ON_EVERY = 20_000;

  /** Partitions are read at different speeds; what is ahead waits for the others. */
  private static final int MOST_BUFFERED = 1_000_000;

  private final Properties client;
  private final OutboundTopics topics;
  private final List<Pattern> patterns;
  private final Replay replay;
  private final int timeSlot;
  private final int behindSlot;
  private final JsonFields fields;
  private final Map<TopicPartition, Long> frontiers = new HashMap<>();
  private final long latenessMillis;
  private long events;
  private long unreadable;
  private long firstMillis = Long.MAX_VALUE;
  private long lastMillis = Long.MIN_VALUE;
  private long sinceMillis = Long.MIN_VALUE;
  private long untilMillis = Long.MAX_VALUE;

  /** Of these patterns, as they are now. */
  public Backtest(MillraceConfig config, List<Pattern> patterns) {
    client = config.kafka().clientProperties();
    topics = config.outbound();
    this.patterns = patterns.stream().filter(Pattern::enabled).toList();
    replay = new Replay(this.patterns.stream().map(LivePattern::always).toList(), limits(config));
    timeSlot = replay.fields().slot("keen.timestamp");
    behindSlot = replay.fields().slot("keen.behind_ms");
    fields = new JsonFields(replay.fields());
    latenessMillis =
        this.patterns.stream().mapToLong(each -> each.lateness().toMillis()).max().orElse(0);
  }

  /** Those of the job, but for what has to wait. */
  private static Limits limits(MillraceConfig config) {
    Limits limits = config.detect().limits();
    return new Limits(
        Math.max(MOST_BUFFERED, limits.buffered()),
        limits.waiting(),
        limits.window(),
        limits.terms(),
        limits.suppressions(),
        limits.groups(),
        limits.alertEvents(),
        limits.keyBytes(),
        limits.shownCharacters());
  }

  /**
   * What was read.
   *
   * @param first the time of the first event; null if there was none
   * @param unreadable records that ingest cannot have written
   * @param counters what was left out
   */
  public record Read(
      int patterns,
      long events,
      @Nullable Instant first,
      @Nullable Instant last,
      long unreadable,
      Counters counters) {}

  /**
   * Reads what there is now.
   *
   * @param since of alerts
   * @param until events from then on are left out; null for none
   * @param alerts those in that time, in event time but for small parts of it
   * @param progress a line now and then
   */
  public Read run(
      Instant since, @Nullable Instant until, Consumer<Alert> alerts, Consumer<String> progress) {
    sinceMillis = since.toEpochMilli();
    untilMillis = until == null ? Long.MAX_VALUE : until.toEpochMilli();
    Set<String> read = topicsToRead();
    try (TopicReader reader = new TopicReader(client)) {
      reader.follow(read);
      Map<TopicPartition, Long> ends = reader.ends();
      ends.forEach((partition, end) -> frontiers.put(partition, Frontier.NONE));
      long due = TIME_GOES_ON_EVERY;
      while (!reader.reached(ends)) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
          take(record, ends);
        }
        if (events >= due) {
          due = events + TIME_GOES_ON_EVERY;
          frontiers.keySet().removeIf(each -> reader.reached(Map.of(each, end(ends, each))));
          goOn(alerts);
          progress.accept(String.format("%,d events read", events));
        }
      }
    }
    // Nothing can come any more; but that something did not come, only later events can tell.
    replay.advance(Math.min(lastMillis, untilMillis - 1));
    tell(alerts);
    return new Read(
        patterns.size(),
        events,
        events == 0 ? null : Instant.ofEpochMilli(firstMillis),
        events == 0 ? null : Instant.ofEpochMilli(lastMillis),
        unreadable,
        replay.counters());
  }

  private Set<String> topicsToRead() {
    Set<String> known = new TreeSet<>();
    try (KafkaTopics kafka = KafkaTopics.connect(client)) {
      kafka.names().stream()
          .filter(topic -> topic.startsWith(topics.eventsPrefix()))
          .forEach(known::add);
    }
    Set<String> read = new TreeSet<>();
    for (Pattern pattern : patterns) {
      for (Rule.Step step : Rule.of(LivePattern.always(pattern)).steps()) {
        String collection = step.events().collection();
        if (collection == null) {
          read.addAll(known);
        } else {
          read.add(topics.events(collection));
        }
      }
    }
    for (String topic : read) {
      if (!known.contains(topic)) {
        throw new CommandFailure(
            "topic "
                + topic
                + " does not exist"
                + Suggestion.hint(topic, known)
                + " collections get theirs with the first event that ingest takes");
      }
    }
    return read;
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, Long> ends) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    if (record.offset() >= end(ends, partition) || Heartbeat.is(record)) {
      return;
    }
    Long frontier = FrontierHeader.read(record.headers());
    frontiers.computeIfPresent(partition, (same, before) -> Math.max(before, frontier));
    byte[] body = record.value();
    Instant time =
        body != null && fields.read(body) && fields.value(timeSlot) instanceof String text
            ? EventJson.instant(text)
            : null;
    EventRef ref = ref(record);
    if (time == null || ref == null) {
      unreadable++;
      return;
    }
    events++;
    long millis = time.toEpochMilli();
    firstMillis = Math.min(firstMillis, millis);
    lastMillis = Math.max(lastMillis, millis);
    if (millis < untilMillis) {
      long behind = fields.value(behindSlot) instanceof BigDecimal ms ? ms.longValue() : 0;
      replay.add(new Event(topics.collectionOf(record.topic()), millis, behind, ref), fields);
    }
  }

  private void goOn(Consumer<Alert> alerts) {
    long frontier =
        frontiers.values().stream().mapToLong(Long::longValue).min().orElse(Frontier.NONE);
    if (frontier != Frontier.NONE) {
      replay.advance(Math.min(frontier - latenessMillis - 1, untilMillis - 1));
    }
    tell(alerts);
  }

  private void tell(Consumer<Alert> alerts) {
    for (Alert alert : replay.takeAlerts()) {
      if (alert.lastMillis() >= sinceMillis && alert.lastMillis() < untilMillis) {
        alerts.accept(alert);
      }
    }
  }

  private static long end(Map<TopicPartition, Long> ends, TopicPartition partition) {
    return ends.getOrDefault(partition, 0L);
  }

  /** Where the event came in; where it is read if ingest did not say. Null if that is none. */
  private static @Nullable EventRef ref(ConsumerRecord<byte[], byte[]> record) {
    byte[] source = SourceHeader.bytes(record.headers());
    if (source == null) {
      return new EventRef(record.topic(), record.partition(), record.offset(), 0);
    }
    String[] parts = new String(source, UTF_8).split("/", -1);
    if (parts.length != 4) {
      return null;
    }
    try {
      return new EventRef(
          parts[0],
          Integer.parseInt(parts[1]),
          Long.parseLong(parts[2]),
          Integer.parseInt(parts[3]));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}

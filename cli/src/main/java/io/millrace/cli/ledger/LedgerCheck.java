package io.millrace.cli.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.cli.Pause;
import io.millrace.cli.TopicReader;
import io.millrace.jobs.common.Heartbeat;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.common.OutboundTopics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Recounts the topics against the ledger, event by event.
 *
 * <ol>
 *   <li>The ledger's ranges of each inbound partition must tile, and every range have all its
 *       parts.
 *   <li>Each event of an inbound record must stand once in an outbound topic, or be a duplicate.
 *   <li>Of what counts as a duplicate an event with the same id or token must stand there.
 *   <li>The counts by verdict must be the ledger's, range by range.
 * </ol>
 *
 * <p>What retention has deleted can't be recounted: those ranges are only tiled.
 */
public final class LedgerCheck {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PARTS_COMMIT_WITHIN = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final Properties client;
  private final OutboundTopics topics;
  private final long dedupForMillis;
  private final List<String> problems = new ArrayList<>();
  private final Map<TopicPartition, Places> seen = new HashMap<>();
  private final Map<String, List<Candidate>> duplicates = new HashMap<>();
  private Ranges ranges = new Ranges();
  private long recountSinceMillis = Long.MIN_VALUE;
  private long notRecounted;
  private long doubles;
  private long unconfirmed;

  public LedgerCheck(MillraceConfig config) {
    client = config.kafka().clientProperties();
    topics = config.outbound();
    dedupForMillis = config.ingest().dedupFor().toMillis();
  }

  /**
   * What was found.
   *
   * @param problems empty if all is well
   * @param notRecounted ranges whose records retention has deleted
   * @param unconfirmed duplicates whose first may be among the deleted
   */
  public record Result(
      List<String> problems,
      long ranges,
      long records,
      long events,
      long valid,
      long duplicate,
      long late,
      long rejected,
      long missing,
      long repeated,
      long notRecounted,
      long unconfirmed) {

    /** The last line of the verb. */
    public String verdict() {
      return (problems.isEmpty()
              ? "ledger ok: "
              : "ledger FAILED: problems=" + problems.size() + " ")
          + String.format(
              "ranges=%d records=%d events=%d valid=%d duplicate=%d late=%d rejected=%d",
              ranges, records, events, valid, duplicate, late, rejected)
          + (missing == 0 ? "" : " missing_offsets=" + missing)
          + (repeated == 0 ? "" : " repeated=" + repeated)
          + (notRecounted == 0 ? "" : " ranges_not_recounted=" + notRecounted)
          + (unconfirmed == 0 ? "" : " duplicates_not_confirmed=" + unconfirmed);
    }
  }

  private record Candidate(String place, long writtenMillis) {}

  /** Which events of an inbound partition stand in an outbound topic. */
  private static final class Places {
    private final BitSet firsts = new BitSet();
    private final Map<Long, BitSet> others = new HashMap<>();
    private final long base;

    Places(long base) {
      this.base = base;
    }

    /** Returns whether it had been there already. */
    boolean mark(long offset, int index) {
      BitSet bits = index == 0 ? firsts : others.computeIfAbsent(offset, key -> new BitSet());
      int bit = index == 0 ? Math.toIntExact(offset - base) : index;
      boolean before = bits.get(bit);
      bits.set(bit);
      return before;
    }

    boolean has(long offset, int index) {
      if (index == 0) {
        return firsts.get(Math.toIntExact(offset - base));
      }
      BitSet bits = others.get(offset);
      return bits != null && bits.get(index);
    }
  }

  /**
   * Runs it to its end; {@code progress} gets a line per step. Throws {@link
   * io.millrace.config.ConfigException} where Kafka does not answer or there is no ledger.
   */
  public Result run(Consumer<String> progress) {
    try (KafkaTopics kafka = KafkaTopics.connect(client)) {
      kafka.require(topics.ledger(), "has ingest run with this configuration? See topics.prefix");
    }
    progress.accept("reading the ledger, topic " + topics.ledger());
    readLedger();
    problems.addAll(ranges.problems());
    progress.accept("looking for every event of " + ranges.partitions().size() + " partitions");
    readOutbound();
    readInbound();
    if (!duplicates.isEmpty()) {
      progress.accept("looking for the first of " + duplicates.size() + " repeated ids");
      confirmDuplicates();
    }
    return result();
  }

  /** A range of which a part is missing may be about to be committed. */
  private void readLedger() {
    long deadline = System.nanoTime() + PARTS_COMMIT_WITHIN.toNanos();
    try (TopicReader reader = new TopicReader(client)) {
      reader.follow(List.of(topics.ledger()));
      do {
        drain(reader, this::readLine);
        if (ranges.areWhole()) {
          return;
        }
        Pause.of(LOOK_AGAIN);
      } while (System.nanoTime() < deadline);
    }
  }

  private void readLine(ConsumerRecord<byte[], byte[]> record) {
    try {
      byte[] value = record.value();
      if (value == null) {
        throw new IOException("it is empty");
      }
      ranges.add(Line.read(value, record.timestamp()));
    } catch (IOException e) {
      problems.add(
          topics.ledger() + " offset " + record.offset() + " is no line: " + e.getMessage());
    }
  }

  private void readOutbound() {
    try (TopicReader reader = new TopicReader(client)) {
      reader.follow(reader.topics().stream().filter(this::isRecounted).toList());
      recountSinceMillis = reader.oldestAfterDeletion();
      drain(
          reader,
          record -> {
            if (record.topic().startsWith(topics.eventsPrefix())) {
              markEvent(record);
            } else {
              markRefused(record);
            }
          });
    }
  }

  private boolean isRecounted(String topic) {
    return topics.pattern().matcher(topic).matches() && !topic.equals(topics.ledger());
  }

  private void markEvent(ConsumerRecord<byte[], byte[]> record) {
    if (Heartbeat.is(record)) {
      return;
    }
    String source = header(record, "millrace.source");
    String[] parts = source == null ? new String[0] : source.split("/", -1);
    if (parts.length != 4) {
      problems.add(placeOf(record) + " has no header millrace.source, so ingest did not write it");
      return;
    }
    mark(record, "valid", parts[0], parts[1], parts[2], parts[3]);
  }

  private void markRefused(ConsumerRecord<byte[], byte[]> record) {
    mark(
        record,
        record.topic().equals(topics.late()) ? "late" : "rejected",
        header(record, "millrace.topic"),
        header(record, "millrace.partition"),
        header(record, "millrace.offset"),
        header(record, "millrace.index"));
  }

  private void mark(
      ConsumerRecord<byte[], byte[]> record,
      String verdict,
      @Nullable String topic,
      @Nullable String partition,
      @Nullable String offset,
      @Nullable String index) {
    if (topic == null || partition == null || offset == null || index == null) {
      problems.add(placeOf(record) + " lacks headers of its origin, so ingest did not write it");
      return;
    }
    TopicPartition inbound;
    long at;
    int inRecord;
    try {
      inbound = new TopicPartition(topic, Integer.parseInt(partition));
      at = Long.parseLong(offset);
      inRecord = Integer.parseInt(index);
    } catch (NumberFormatException e) {
      problems.add(placeOf(record) + " has headers of no origin: " + e.getMessage());
      return;
    }
    Range range = ranges.of(inbound, at);
    if (range == null) {
      // Behind the end it is newer than what was read of the ledger.
      if (at < ranges.end(inbound) || ranges.end(inbound) == 0) {
        problems.add(
            placeOf(record)
                + " is event "
                + topic
                + "/"
                + partition
                + "/"
                + offset
                + "/"
                + index
                + ", of which no line of the ledger tells");
      }
      return;
    }
    Places places = seen.computeIfAbsent(inbound, key -> new Places(ranges.start(inbound)));
    if (places.mark(at, inRecord)) {
      doubles++;
      if (range.exactlyOnce()) {
        problems.add(
            "event "
                + topic
                + "/"
                + partition
                + "/"
                + offset
                + "/"
                + index
                + " stands twice, the second time at "
                + placeOf(record));
      }
    } else {
      range.found(verdict);
    }
  }

  private void readInbound() {
    Collection<TopicPartition> partitions = ranges.partitions();
    try (TopicReader reader = new TopicReader(client)) {
      Map<TopicPartition, Long> starts = reader.starts(partitions);
      Map<TopicPartition, Long> from = new HashMap<>();
      Map<TopicPartition, Long> to = new HashMap<>();
      for (TopicPartition partition : partitions) {
        Long start = starts.get(partition);
        if (start != null) {
          from.put(partition, Math.max(start, ranges.start(partition)));
          to.put(partition, ranges.end(partition));
        }
      }
      reader.readBetween(from, to, this::recount);
      for (Range range : ranges.all()) {
        Long start = from.get(range.partition());
        if (start == null || start > range.from() || range.writtenMillis() < recountSinceMillis) {
          notRecounted++;
        } else if (range.isWhole()) {
          String problem = range.problem();
          if (!problem.isEmpty()) {
            problems.add(problem);
          }
        }
      }
    }
  }

  private void recount(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    Range range = ranges.of(partition, record.offset());
    if (range == null) {
      return;
    }
    List<Inbound> events = Inbound.eventsOf(record);
    range.foundRecord(events.size());
    if (range.writtenMillis() < recountSinceMillis) {
      return;
    }
    Places places = seen.get(partition);
    for (int index = 0; index < events.size(); index++) {
      if (places != null && places.has(record.offset(), index)) {
        continue;
      }
      String place =
          record.topic() + "/" + record.partition() + "/" + record.offset() + "/" + index;
      String key = events.get(index).dedupKey();
      if (key == null) {
        problems.add("event " + place + " stands nowhere");
      } else {
        duplicates
            .computeIfAbsent(key, each -> new ArrayList<>())
            .add(new Candidate(place, record.timestamp()));
      }
    }
  }

  /** The first of each id must stand among the valid events. */
  private void confirmDuplicates() {
    try (TopicReader reader = new TopicReader(client)) {
      reader.follow(
          reader.topics().stream()
              .filter(topic -> topic.startsWith(topics.eventsPrefix()))
              .toList());
      drain(
          reader,
          record -> {
            String collection = topics.collectionOf(record.topic());
            try {
              byte[] value = record.value();
              JsonNode keen = value == null ? null : JSON.readTree(value).get("keen");
              if (keen != null) {
                long created = Instant.parse(keen.path("created_at").asText()).toEpochMilli();
                confirm(Inbound.dedupKey(collection, keen), created);
              }
            } catch (IOException e) {
              problems.add(placeOf(record) + " is no JSON: " + e.getMessage());
            }
          });
    }
    if (!duplicates.isEmpty()) {
      lookBeforeTheLedger();
    }
    duplicates.values().stream()
        .flatMap(List::stream)
        .forEach(
            candidate ->
                problems.add(
                    "event "
                        + candidate.place
                        + " stands nowhere, and no event with its id does either"));
  }

  /** Ingest that was given fresh topics remembers ids whose events stand in the ones before. */
  private void lookBeforeTheLedger() {
    try (TopicReader reader = new TopicReader(client)) {
      Map<TopicPartition, Long> from = reader.starts(ranges.partitions());
      Map<TopicPartition, Long> to = new HashMap<>();
      from.keySet().forEach(partition -> to.put(partition, ranges.start(partition)));
      reader.readBetween(
          from,
          to,
          record ->
              Inbound.eventsOf(record)
                  .forEach(event -> confirm(event.dedupKey(), record.timestamp())));
      if (from.values().stream().anyMatch(start -> start > 0)) {
        // What would tell is deleted.
        unconfirmed = duplicates.values().stream().mapToLong(List::size).sum();
        duplicates.clear();
      }
    }
  }

  private void confirm(@Nullable String key, long createdMillis) {
    List<Candidate> candidates = key == null ? null : duplicates.get(key);
    if (candidates != null) {
      candidates.removeIf(each -> each.writtenMillis - createdMillis < dedupForMillis);
      if (candidates.isEmpty()) {
        duplicates.remove(key);
      }
    }
  }

  private Result result() {
    Counts counts = Counts.NONE;
    long records = 0;
    long missing = 0;
    for (Range range : ranges.all()) {
      counts = counts.plus(range.told());
      records += range.records();
      missing += range.missing();
    }
    return new Result(
        List.copyOf(problems),
        ranges.all().size(),
        records,
        counts.events(),
        counts.valid(),
        counts.duplicate(),
        counts.late(),
        counts.rejected(),
        missing,
        ranges.repeated() + doubles,
        notRecounted,
        unconfirmed);
  }

  private static void drain(TopicReader reader, Consumer<ConsumerRecord<byte[], byte[]>> consumer) {
    Map<TopicPartition, Long> ends = reader.ends();
    while (!reader.reached(ends)) {
      reader.poll().forEach(consumer);
    }
  }

  private static String placeOf(ConsumerRecord<byte[], byte[]> record) {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }

  private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}

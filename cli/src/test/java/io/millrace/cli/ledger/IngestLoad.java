package io.millrace.cli.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.cli.RecordProducer;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.TopicPolicy;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Events of one collection in the background, at a rate, with verdicts that are known before. */
final class IngestLoad {

  private static final int EVERY_DUPLICATE = 50;
  private static final int EVERY_REJECT = 97;
  private static final int EVERY_LATE = 31;

  private final String bootstrap;
  private final String collection;
  private final int partitions;
  private long sent;
  private long valid;
  private long duplicate;
  private long late;
  private long rejected;

  IngestLoad(String bootstrap, String collection, int partitions) {
    this.bootstrap = bootstrap;
    this.collection = collection;
    this.partitions = partitions;
    Properties client = new Properties();
    client.put("bootstrap.servers", bootstrap);
    try (KafkaTopics topics = KafkaTopics.connect(client)) {
      topics.ensure("in." + collection, TopicPolicy.ofInbound(partitions, -1));
    }
  }

  /** The same load, which goes on over more partitions. */
  IngestLoad widened(int morePartitions) {
    IngestLoad wider = new IngestLoad(bootstrap, collection, morePartitions);
    wider.sent = sent;
    wider.valid = valid;
    wider.duplicate = duplicate;
    wider.late = late;
    wider.rejected = rejected;
    return wider;
  }

  /** Sends in the background until it is closed. */
  Sending start(int perSecond) {
    AtomicBoolean enough = new AtomicBoolean();
    return new Sending(enough, CompletableFuture.runAsync(() -> send(enough::get, perSecond)));
  }

  record Sending(AtomicBoolean enough, CompletableFuture<Void> all) implements AutoCloseable {

    /** Returns when all that was sent is acknowledged. */
    @Override
    public void close() {
      enough.set(true);
      all.join();
    }
  }

  void send(long records, int perSecond) {
    long end = sent + records;
    send(() -> sent >= end, perSecond);
  }

  private void send(BooleanSupplier enough, int perSecond) {
    try (RecordProducer producer = new RecordProducer(bootstrap, perSecond)) {
      while (!enough.getAsBoolean()) {
        producer.send(next());
      }
      producer.flush();
    }
  }

  private ProducerRecord<byte[], byte[]> next() {
    long number = sent++;
    int partition = (int) (number % partitions);
    String text;
    if (number % EVERY_REJECT == 5) {
      rejected++;
      text = "{\"n\":" + number + ",";
    } else if (number % EVERY_LATE == 7 && number > partitions) {
      late++;
      text = event("late-" + number, Instant.parse("2001-01-01T00:00:00Z"), number);
    } else if (number % EVERY_DUPLICATE == 9 && number > 10L * partitions) {
      // The last one but some of the same partition; the first of all is always valid.
      duplicate++;
      text = event("id-" + partition, Instant.now(), number);
    } else {
      valid++;
      text = event("id-" + number, Instant.now(), number);
    }
    return new ProducerRecord<>("in." + collection, partition, null, text.getBytes(UTF_8));
  }

  private static String event(String id, Instant time, long number) {
    return "{\"keen\":{\"id\":\"" + id + "\",\"timestamp\":\"" + time + "\"},\"n\":" + number + "}";
  }

  long sent() {
    return sent;
  }

  /** Spelled as the end of the ledger's own verdict. */
  String truth() {
    return String.format(
        "records=%d events=%d valid=%d duplicate=%d late=%d rejected=%d",
        sent, sent, valid, duplicate, late, rejected);
  }
}

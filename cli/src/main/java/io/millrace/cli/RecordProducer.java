package io.millrace.cli;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends records once each, in order within a partition, no faster than asked. */
public final class RecordProducer implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final double perSecond;
  private final long startedNanos = System.nanoTime();
  private long sent;

  /**
   * @param perSecond records; 0 for as fast as it goes
   */
  public RecordProducer(String bootstrap, double perSecond) {
    Properties properties = new Properties();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "20");
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, "131072");
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "10500000");
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.perSecond = perSecond;
  }

  /** Sends when it is this record's turn; fails if an earlier one could not be written. */
  @SuppressWarnings("FutureReturnValueIgnored") // the callback keeps the first failure
  public void send(ProducerRecord<byte[], byte[]> record) {
    pace();
    producer.send(
        record,
        (metadata, problem) -> {
          if (problem != null) {
            failure.compareAndSet(null, problem);
          }
        });
    sent++;
    requireNoFailure();
  }

  public long sent() {
    return sent;
  }

  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /** Returns when all is acknowledged. */
  public void flush() {
    producer.flush();
    requireNoFailure();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }

  private void pace() {
    if (perSecond <= 0) {
      return;
    }
    long due = startedNanos + (long) (sent / perSecond * 1e9);
    long early = due - System.nanoTime();
    // Shorter waits than a millisecond are not kept by the timer.
    if (early > 1_000_000) {
      LockSupport.parkNanos(early);
    }
  }

  private void requireNoFailure() {
    Exception problem = failure.get();
    if (problem != null) {
      throw new CommandFailure("Kafka did not take a record: " + problem.getMessage(), problem);
    }
  }
}

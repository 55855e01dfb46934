package io.millrace.cli.demo;

import io.millrace.cli.RecordProducer;
import io.millrace.cli.shop.ShopEvents;
import io.millrace.cli.shop.ShopRecord;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Streams the shop's records to Kafka, on a thread of its own. */
final class Production {

  private final Thread thread;
  private volatile long produced;
  private volatile boolean done;
  private volatile @Nullable RuntimeException failure;

  /**
   * @param beforeClosing returns when ingest has written so many valid events
   */
  Production(ShopEvents events, String bootstrap, double perSecond, LongConsumer beforeClosing) {
    thread =
        new Thread(() -> produce(events, bootstrap, perSecond, beforeClosing), "demo-production");
    thread.setDaemon(true);
    thread.start();
  }

  /** Records sent until now. */
  long produced() {
    return produced;
  }

  /** Whether everything is acknowledged; fails if Kafka did not take a record. */
  boolean done() {
    RuntimeException problem = failure;
    if (problem != null) {
      throw problem;
    }
    return done;
  }

  private void produce(
      ShopEvents events, String bootstrap, double perSecond, LongConsumer beforeClosing) {
    int closingRound = 0;
    try (RecordProducer producer = new RecordProducer(bootstrap, perSecond)) {
      while (events.hasNext()) {
        if (events.closingRound() > closingRound) {
          closingRound = events.closingRound();
          producer.flush();
          // The truth has counted the event that comes next already.
          beforeClosing.accept(events.truth().valid() - 1);
        }
        ShopRecord record = events.next();
        producer.send(
            new ProducerRecord<>(
                record.topic(),
                record.partition(),
                record.timestampMillis(),
                null,
                record.value()));
        produced = producer.sent();
      }
      producer.flush();
      done = true;
    } catch (RuntimeException e) {
      failure = e;
    }
  }
}

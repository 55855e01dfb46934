package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.jobs.common.FrontierHeader;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A purchase, about 480 bytes as JSON.
 *
 * @param cents of its price
 * @param random decides all else
 */
record WorkloadEvent(
    long number,
    long timestampMillis,
    int kindNumber,
    int countryNumber,
    int visitor,
    int cents,
    long random) {

  /** As ingest writes every time. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** From an event's time until ingest gets it. */
  private static final int UNDERWAY_MILLIS = 120;

  private static final String AGENT =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
          + " Chrome/131.0 Safari/537.36";

  static String kind(int number) {
    return "purchase-" + number;
  }

  /** Two letters. */
  static String country(int number) {
    return String.valueOf(new char[] {(char) ('A' + number / 26), (char) ('A' + number % 26)});
  }

  String kind() {
    return kind(kindNumber);
  }

  String country() {
    return country(countryNumber);
  }

  String id() {
    return Long.toHexString(random >>> 4) + "-" + number;
  }

  /** As ingest writes it to the collection's topic, with the time at which it came as Kafka's. */
  ProducerRecord<byte[], byte[]> record(String topic) {
    return new ProducerRecord<>(
        topic,
        KafkaLog.partition(number),
        timestampMillis + UNDERWAY_MILLIS,
        id().getBytes(US_ASCII),
        json(),
        List.of(FrontierHeader.of(timestampMillis)));
  }

  byte[] json() {
    String text =
        "{\"keen\":{\"timestamp\":\""
            + TIME.format(Instant.ofEpochMilli(timestampMillis))
            + "\",\"created_at\":\""
            + TIME.format(Instant.ofEpochMilli(timestampMillis + UNDERWAY_MILLIS))
            + "\",\"id\":\""
            + id()
            + "\",\"behind_ms\":0},\"kind\":\""
            + kind()
            + "\",\"user\":{\"id\":\"visitor-"
            + visitor
            + "\",\"country\":\""
            + country()
            + "\",\"visits\":"
            + (random & 1_023)
            + "},\"session\":\""
            + Long.toHexString(random >>> 8)
            + "\",\"page\":{\"path\":\"/products/"
            + ((random >>> 12) & 8_191)
            + "/details\",\"referrer\":\"https://search.example/?q=thing\"},\"price\":"
            + cents / 100
            + (cents % 100 < 10 ? ".0" : ".")
            + cents % 100
            + ",\"quantity\":"
            + (1 + ((random >>> 25) & 3))
            + ",\"campaign\":\"spring-"
            + ((random >>> 27) & 63)
            + "\",\"agent\":\""
            + AGENT
            + "\"}";
    return text.getBytes(US_ASCII);
  }
}

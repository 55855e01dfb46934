package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.benchmarks.load.Mix;
import io.millrace.jobs.common.FrontierHeader;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A purchase, about 480 bytes as JSON, and about 17 more for each further property.
 *
 * @param cents of its price
 * @param random decides all else
 * @param furtherProperties how many numbers stand at its end
 */
record WorkloadEvent(
    long number,
    long timestampMillis,
    int kindNumber,
    int countryNumber,
    int visitor,
    int cents,
    long random,
    int furtherProperties) {

  /** As ingest writes every time. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  static final int QUANTITIES = 4;
  static final int CAMPAIGNS = 64;

  /** From an event's time until ingest gets it. */
  private static final int UNDERWAY_MILLIS = 120;

  private static final String AGENT =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
          + " Chrome/131.0 Safari/537.36";

  static String kind(int number) {
    return "purchase-" + number;
  }

  static String visitor(int number) {
    return "visitor-" + number;
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

  int visits() {
    return (int) random & 1_023;
  }

  int quantity() {
    return 1 + ((int) (random >>> 25) & (QUANTITIES - 1));
  }

  static String campaign(int number) {
    return "spring-" + number;
  }

  int campaignNumber() {
    return (int) (random >>> 27) & (CAMPAIGNS - 1);
  }

  static String furtherName(int index) {
    return "measure_" + index;
  }

  /** From 0 to 8191. */
  long further(int index) {
    return Mix.mix(random + index) >>> 51;
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
            + "\",\"user\":{\"id\":\""
            + visitor(visitor)
            + "\",\"country\":\""
            + country()
            + "\",\"visits\":"
            + visits()
            + "},\"session\":\""
            + Long.toHexString(random >>> 8)
            + "\",\"page\":{\"path\":\"/products/"
            + ((random >>> 12) & 8_191)
            + "/details\",\"referrer\":\"https://search.example/?q=thing\"},\"price\":"
            + cents / 100
            + (cents % 100 < 10 ? ".0" : ".")
            + cents % 100
            + ",\"quantity\":"
            + quantity()
            + ",\"campaign\":\""
            + campaign(campaignNumber())
            + "\",\"agent\":\""
            + AGENT
            + '"'
            + furtherJson()
            + '}';
    return text.getBytes(US_ASCII);
  }

  private String furtherJson() {
    StringBuilder json = new StringBuilder();
    for (int i = 0; i < furtherProperties; i++) {
      json.append(",\"").append(furtherName(i)).append("\":").append(further(i));
    }
    return json.toString();
  }
}

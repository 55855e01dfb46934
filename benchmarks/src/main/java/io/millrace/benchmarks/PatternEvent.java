package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.jobs.common.FrontierHeader;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A step of a user's, about 520 bytes as JSON.
 *
 * @param random decides its id alone
 */
record PatternEvent(
    long number,
    long timestampMillis,
    int actionNumber,
    int outcomeNumber,
    int userNumber,
    int countryNumber,
    int visits,
    int address,
    int page,
    int cents,
    int quantity,
    int tookMillis,
    int browser,
    long random) {

  /** Actions have three digits, so that all of one beginning are a tenth or a hundredth. */
  static final int FIRST_ACTION = 100;

  static final int ACTIONS = 400;
  static final int COUNTRIES = 20;
  static final int VISITS = 1_000;
  static final int PAGES = 10_000;
  static final int CENTS = 100_000;
  static final int QUANTITIES = 4;
  static final int LONGEST_MILLIS = 1_000;
  static final int FIRST_BROWSER = 100;
  static final int BROWSERS = 128;

  private static final List<String> OUTCOMES = List.of("success", "failure", "denied");

  private static final int UNDERWAY_MILLIS = 120;

  /** As ingest writes every time. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  static String action(int number) {
    return "step-" + number;
  }

  static int outcomes() {
    return OUTCOMES.size();
  }

  static String outcome(int number) {
    return OUTCOMES.get(number);
  }

  static String user(int number) {
    return "user-" + number;
  }

  /** Two letters. */
  static String country(int number) {
    return "C" + (char) ('A' + number);
  }

  static String path(int page) {
    return "/products/" + page + "/details";
  }

  /** The second of the four numbers of its address; the first is 10. */
  int network() {
    return address >>> 16 & 0xFF;
  }

  String user() {
    return user(userNumber);
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

  private String id() {
    return Long.toHexString(random >>> 4) + "-" + number;
  }

  byte[] json() {
    String text =
        "{\"keen\":{\"timestamp\":\""
            + TIME.format(Instant.ofEpochMilli(timestampMillis))
            + "\",\"created_at\":\""
            + TIME.format(Instant.ofEpochMilli(timestampMillis + UNDERWAY_MILLIS))
            + "\",\"id\":\""
            + id()
            + "\",\"behind_ms\":0},\"action\":\""
            + action(actionNumber)
            + "\",\"outcome\":\""
            + outcome(outcomeNumber)
            + "\",\"user\":{\"id\":\""
            + user()
            + "\",\"country\":\""
            + country(countryNumber)
            + "\",\"visits\":"
            + visits
            + "},\"client\":{\"address\":\"10."
            + network()
            + '.'
            + (address >>> 8 & 0xFF)
            + '.'
            + (address & 0xFF)
            + "\"},\"page\":{\"path\":\""
            + path(page)
            + "\",\"referrer\":\"https://search.example/?q=thing\"},\"price\":"
            + cents / 100
            + (cents % 100 < 10 ? ".0" : ".")
            + cents % 100
            + ",\"quantity\":"
            + quantity
            + ",\"message\":\""
            + action(actionNumber)
            + " ended with "
            + outcome(outcomeNumber)
            + " after "
            + tookMillis / 100
            + tookMillis / 10 % 10
            + tookMillis % 10
            + " ms\",\"agent\":\"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/"
            + browser
            + ".0 Safari/537.36\"}";
    return text.getBytes(US_ASCII);
  }
}

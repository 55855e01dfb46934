package io.millrace.cli.rollup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.jobs.common.FrontierHeader;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * An event that the rollup is fed with.
 *
 * @param country null where the event has no such property
 * @param price null where it has none, or a text in its place
 */
record Purchase(
    int number,
    long timestampMillis,
    @Nullable String country,
    String device,
    String visitor,
    String product,
    @Nullable BigDecimal price,
    boolean test) {

  static final int PARTITIONS = 4;

  private static final int NUMBER = 24_000;

  /** Six hours with a midnight in them. */
  private static final long FIRST = Instant.parse("2026-03-01T21:00:00Z").toEpochMilli();

  private static final int APART_MILLIS = 900;
  private static final int MINUTE = 60_000;
  private static final long SEED = 7;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** The same ones each time. */
  static List<Purchase> inOrder() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Purchase> all = new ArrayList<>();
    for (int number = 0; number < NUMBER; number++) {
      all.add(of(number, random));
    }
    return all;
  }

  /** None is behind another by more than half an hour. */
  static List<Purchase> shuffled() {
    return ordered(new SplittableRandom(SEED + 1), false);
  }

  /** Some are behind by more than the datasets' lateness. */
  static List<Purchase> someLate() {
    return ordered(new SplittableRandom(SEED + 2), true);
  }

  private static List<Purchase> ordered(SplittableRandom random, boolean late) {
    record Arrival(long millis, Purchase purchase) {}
    return inOrder().stream()
        .map(
            purchase -> {
              int delay =
                  late && random.nextInt(30) == 0
                      ? random.nextInt(30 * MINUTE, 130 * MINUTE)
                      : random.nextInt(30 * MINUTE);
              return new Arrival(purchase.timestampMillis + delay, purchase);
            })
        .sorted(Comparator.comparingLong(Arrival::millis))
        .map(Arrival::purchase)
        .toList();
  }

  private static Purchase of(int number, SplittableRandom random) {
    int place = random.nextInt(100);
    String country = place < 50 ? "PL" : place < 80 ? "DE" : place < 98 ? "FR" : null;
    BigDecimal price =
        switch (random.nextInt(200)) {
          case 0, 1, 2 -> null;
          case 3 -> new BigDecimal("12345678901234567.89");
          case 4 -> BigDecimal.valueOf(-random.nextInt(10_000), 2);
          default -> BigDecimal.valueOf(random.nextInt(100_000), 2);
        };
    return new Purchase(
        number,
        FIRST + (long) number * APART_MILLIS + random.nextInt(APART_MILLIS),
        country,
        random.nextInt(10) < 7 ? "phone" : "desktop",
        "visitor-" + random.nextInt(6_000),
        "product-" + random.nextInt(40),
        price,
        random.nextInt(25) == 0);
  }

  /**
   * As it stands in the outbound topic.
   *
   * @param behindMillis how far it is behind the newest before it in its partition
   * @param frontierMillis the newest so far
   */
  record Sent(Purchase purchase, int partition, long behindMillis, long frontierMillis) {

    ProducerRecord<byte[], byte[]> record(String topic) {
      return new ProducerRecord<>(
          topic,
          partition,
          frontierMillis,
          purchase.id().getBytes(UTF_8),
          purchase.json(behindMillis).getBytes(UTF_8),
          List.of(FrontierHeader.of(frontierMillis)));
    }
  }

  /** Stamps them as ingest does, in this order and one partition after another. */
  static List<Sent> stamped(List<Purchase> purchases) {
    long[] frontiers = new long[PARTITIONS];
    List<Sent> sent = new ArrayList<>();
    for (Purchase purchase : purchases) {
      int partition = sent.size() % PARTITIONS;
      frontiers[partition] = Math.max(frontiers[partition], purchase.timestampMillis);
      sent.add(
          new Sent(
              purchase,
              partition,
              frontiers[partition] - purchase.timestampMillis,
              frontiers[partition]));
    }
    return sent;
  }

  private String id() {
    return "purchase-" + number;
  }

  private String json(long behindMillis) {
    String time = TIME.format(Instant.ofEpochMilli(timestampMillis));
    String arrived = TIME.format(Instant.ofEpochMilli(timestampMillis + behindMillis));
    String amount = price == null ? (number % 2 == 0 ? "" : "\"price\":\"free\",") : "";
    return "{\"keen\":{\"timestamp\":\""
        + time
        + "\",\"created_at\":\""
        + arrived
        + "\",\"id\":\""
        + id()
        + "\",\"behind_ms\":"
        + behindMillis
        + "},"
        + (country == null ? "" : "\"country\":\"" + country + "\",")
        + "\"device\":{\"kind\":\""
        + device
        + "\"},\"visitor\":\""
        + visitor
        + "\",\"product\":\""
        + product
        + "\","
        + (price == null ? amount : "\"price\":" + price.toPlainString() + ",")
        + "\"status\":\""
        + (test ? "test" : "paid")
        + "\"}";
  }
}

package io.millrace.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** Page views of about 480 bytes, each with an id of its own, for one seed always the same. */
final class BenchEvents {

  /** How fast event time goes on. */
  private static final int PER_SECOND = 2_000;

  private static final String[] COUNTRIES = {"DE", "US", "FR", "GB", "JP", "BR", "IN", "PL"};
  private static final String AGENT =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
          + " Chrome/131.0.6778.86 Mobile Safari/537.36 Edge/131.0.2903.70";

  private final SplittableRandom random = new SplittableRandom(7);
  private final long startMillis;
  private long count;
  private String id = "";

  private BenchEvents(Instant start) {
    startMillis = start.toEpochMilli();
  }

  /** As many events, whose last is an hour old. */
  static BenchEvents endingAnHourAgo(long events) {
    return new BenchEvents(
        Instant.now().minus(Duration.ofHours(1).plusSeconds(events / PER_SECOND)));
  }

  /** The next event as JSON. */
  byte[] next() {
    id = String.format("%016x-%016x", random.nextLong(), count);
    long visitor = random.nextInt(1_000_000);
    String text =
        "{\"keen\":{\"timestamp\":\""
            + Instant.ofEpochMilli(startMillis + count * 1000 / PER_SECOND)
            + "\",\"id\":\""
            + id
            + "\"},\"user\":{\"id\":\"visitor-"
            + visitor
            + "\",\"country\":\""
            + COUNTRIES[(int) (visitor % COUNTRIES.length)]
            + "\",\"visits\":"
            + random.nextInt(1_000)
            + "},\"page\":{\"path\":\"/products/"
            + random.nextInt(10_000)
            + "/details\",\"title\":\"A thing that somebody may want to have at home\","
            + "\"referrer\":\"https://search.example/?q=thing\"},\"price\":"
            + random.nextInt(1_000)
            + "."
            + (10 + random.nextInt(90))
            + ",\"quantity\":"
            + (1 + random.nextInt(5))
            + ",\"campaign\":\"spring-"
            + random.nextInt(50)
            + "\",\"agent\":\""
            + AGENT
            + "\"}";
    count++;
    return text.getBytes(US_ASCII);
  }

  /** The id of the event that was made last. */
  String id() {
    return id;
  }
}

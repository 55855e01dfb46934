package io.millrace.cli.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What must stand in every table, topic and file once the shop's events have gone through.
 *
 * <p>Counted one event at a time by code that shares nothing with the jobs: it never parses JSON,
 * and knows only what examples/shop and docs promise.
 */
public final class ShopTruth {

  /** How every time is written: UTC, milliseconds. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final long ALERT_WITHIN_MILLIS = 10 * 60 * 1000;
  private static final int ALERT_FAILURES = 3;

  /** How far an event may be behind its partition to count for a pattern. */
  private static final long PATTERN_LATENESS_MILLIS = 60 * 1000;

  /**
   * One valid event, as the outbound topic and the archive must hold it.
   *
   * @param copies the same sent to other partitions: which is read first, nobody knows, and how far
   *     behind its partition it is shows
   */
  public record Valid(Instant time, String body, List<String> copies) {

    public boolean isWrittenAs(String found) {
      return body.equals(found) || copies.contains(found);
    }
  }

  /** Where a rejected event or record came from. */
  public record Origin(String topic, int partition, long offset, int index) {}

  /**
   * Why it was rejected, and its bytes.
   *
   * @param raw null for a tombstone
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by their bytes, where they are compared
  public record Rejected(String code, byte @Nullable [] raw) {}

  /** One alert; {@code key} is the user's id. */
  public record Alert(String key, String firstTime, String lastTime, int failures) {}

  /**
   * What a pattern found.
   *
   * @param key the user's id, or empty for single events
   */
  public record Found(String pattern, String key, String firstTime, String lastTime) {}

  /**
   * How often something is to be found.
   *
   * @param possible besides, if it is read in another order: what was sent to two partitions may
   *     come so late in one of them that it does not count
   */
  public record Often(int certain, int possible) {

    private Often plus(Often other) {
      return new Often(certain + other.certain, possible + other.possible);
    }
  }

  /** Purchases of one category in one hour, as the SQL rollup writes them. */
  public record CategoryHour(String category, Instant hour) {}

  /** The price is the sum of those that SQL's DECIMAL(38, 18) holds. */
  public record Sales(long purchases, BigDecimal price) {

    private Sales add(Sales other) {
      return new Sales(purchases + other.purchases, price.add(other.price));
    }
  }

  private record Login(long timeMillis, boolean failed, boolean countsForPatterns) {}

  private record NegativePrice(String time, boolean counts, Valid stamped) {}

  /** What stands behind the point in DECIMAL(38, 18), the widest of Flink SQL. */
  private static final int SQL_SCALE = 18;

  private final Instant closing;
  private final Set<String> seen = new HashSet<>();
  private final Map<String, Map<String, Valid>> valid = new TreeMap<>();
  private final Map<Origin, Rejected> rejected = new LinkedHashMap<>();
  private final Map<String, List<Login>> logins = new TreeMap<>();
  private final List<NegativePrice> negativePrices = new ArrayList<>();
  private final Map<String, ShopTable> tables = new LinkedHashMap<>();
  private final Map<CategoryHour, Sales> sales = new HashMap<>();
  private final Map<String, PartitionTime> partitions = new HashMap<>();
  private long duplicates;
  private long validCount;

  ShopTruth(Instant closing) {
    this.closing = closing;
    for (Grain grain : Grain.values()) {
      table("traffic", grain, "country", "device");
      if (grain != Grain.MINUTELY) {
        table("revenue", grain, "product_category");
      }
      if (grain != Grain.DAILY) {
        table("failed_logins", grain);
      }
    }
    table("customer_purchases", Grain.DAILY, "visitor_id");
  }

  /** Events that were sent, the bad and the repeated ones too. */
  public long read() {
    return validCount + duplicates + rejected.size();
  }

  public long valid() {
    return validCount;
  }

  public long duplicates() {
    return duplicates;
  }

  /** Valid events by collection and id. */
  public Map<String, Map<String, Valid>> validEvents() {
    return valid;
  }

  public Map<Origin, Rejected> rejects() {
    return rejected;
  }

  /** The rollups' tables by name. */
  public Map<String, ShopTable> tables() {
    return tables;
  }

  /** The number of rows in all tables. */
  public long rows() {
    return tables.values().stream().mapToLong(table -> table.rows().size()).sum();
  }

  /**
   * At least three failures in a row, then a success less than ten minutes after the first of them.
   * Where a row of failures is longer than that, those that fit are counted.
   */
  public Set<Alert> alerts() {
    Set<Alert> alerts = new HashSet<>();
    logins.forEach(
        (user, attempts) -> {
          attempts.sort(Comparator.comparingLong(Login::timeMillis));
          List<Long> failures = new ArrayList<>();
          for (Login attempt : attempts) {
            if (attempt.failed()) {
              failures.add(attempt.timeMillis());
              continue;
            }
            failures.removeIf(time -> attempt.timeMillis() - time >= ALERT_WITHIN_MILLIS);
            if (failures.size() >= ALERT_FAILURES) {
              alerts.add(
                  new Alert(
                      user, text(failures.get(0)), text(attempt.timeMillis()), failures.size()));
            }
            failures.clear();
          }
        });
    return alerts;
  }

  /**
   * What is told by those of the patterns in examples/shop that a few lines can tell: three
   * failures in a row and then a success within ten minutes of the first of the three, and
   * purchases with a negative price.
   */
  public Map<Found, Often> foundByPatterns() {
    Map<Found, Often> found = new TreeMap<>(Comparator.comparing(Found::toString));
    logins.forEach(
        (user, attempts) -> {
          List<Long> failures = new ArrayList<>();
          for (Login attempt :
              attempts.stream()
                  .filter(Login::countsForPatterns)
                  .sorted(Comparator.comparingLong(Login::timeMillis))
                  .toList()) {
            if (attempt.failed()) {
              failures.add(attempt.timeMillis());
              continue;
            }
            int first = failures.size() - ALERT_FAILURES;
            if (first >= 0 && attempt.timeMillis() - failures.get(first) <= ALERT_WITHIN_MILLIS) {
              found.put(
                  new Found(
                      "guessed-password",
                      user,
                      text(failures.get(first)),
                      text(attempt.timeMillis())),
                  new Often(1, 0));
            }
            failures.clear();
          }
        });
    for (NegativePrice price : negativePrices) {
      boolean copied = !price.stamped().copies().isEmpty();
      found.merge(
          new Found("negative-price", "", price.time(), price.time()),
          new Often(price.counts() && !copied ? 1 : 0, copied ? 1 : 0),
          Often::plus);
    }
    return found;
  }

  /** What the SQL rollup holds at the end: the hours that the closing events have closed. */
  public Map<CategoryHour, Sales> sales() {
    Map<CategoryHour, Sales> closed = new HashMap<>(sales);
    closed.keySet().removeIf(cell -> !cell.hour().isBefore(closing));
    return closed;
  }

  void reject(Origin origin, String code, byte @Nullable [] raw) {
    rejected.put(origin, new Rejected(code, raw));
  }

  /** Counts an event that breaks no rule. The first with its token or id is the valid one. */
  void read(ShopEvent event, Origin origin, long recordMillis) {
    String key = event.token() != null ? "token " + event.token() : "id " + event.id();
    boolean identified = event.token() != null || event.id() != null;
    long timeMillis = event.timestamp() == null ? recordMillis : event.timestamp().toEpochMilli();
    long behindMillis = behind(origin, timeMillis);
    if (identified && !seen.add(event.collection() + ' ' + key)) {
      duplicates++;
      Valid first = valid.getOrDefault(event.collection(), Map.of()).get(event.id());
      if (first != null) {
        first
            .copies()
            .add(
                ShopWire.stamped(
                    event, idOf(event, origin), timeMillis, recordMillis, behindMillis));
      }
      return;
    }
    String id = idOf(event, origin);
    Valid stamped =
        new Valid(
            Instant.ofEpochMilli(timeMillis),
            ShopWire.stamped(event, id, timeMillis, recordMillis, behindMillis),
            new ArrayList<>());
    if (valid.computeIfAbsent(event.collection(), c -> new HashMap<>()).put(id, stamped) != null) {
      throw new IllegalStateException("two valid events with one id: " + id);
    }
    validCount++;
    switch (event.collection()) {
      case "page_views" -> countPageView(event, timeMillis);
      case "purchases" -> {
        countPurchase(event, timeMillis);
        BigDecimal price = event.get("price").number();
        if (price != null && price.signum() < 0) {
          negativePrices.add(
              new NegativePrice(
                  text(timeMillis), behindMillis <= PATTERN_LATENESS_MILLIS, stamped));
        }
      }
      case "logins" -> countLogin(event, timeMillis, behindMillis <= PATTERN_LATENESS_MILLIS);
      default -> {
        // No table is made of carts.
      }
    }
  }

  private static String idOf(ShopEvent event, Origin origin) {
    if (event.id() != null) {
      return event.id();
    }
    return origin.topic() + '/' + origin.partition() + '/' + origin.offset() + '/' + origin.index();
  }

  /** How far the event lies behind the greatest time at lower offsets of its partition. */
  private long behind(Origin origin, long timeMillis) {
    PartitionTime time =
        partitions.computeIfAbsent(
            origin.topic() + '/' + origin.partition(), key -> new PartitionTime());
    if (time.offset != origin.offset()) {
      time.offset = origin.offset();
      time.before = time.greatest;
    }
    if (time.greatest == null || time.greatest < timeMillis) {
      time.greatest = timeMillis;
    }
    return time.before == null ? 0 : Math.max(0, time.before - timeMillis);
  }

  private static final class PartitionTime {
    private long offset = -1;
    private @Nullable Long before;
    private @Nullable Long greatest;
  }

  private void countPageView(ShopEvent event, long timeMillis) {
    for (Grain grain : Grain.values()) {
      add("traffic", grain, timeMillis, event, "country", "device").count("count");
    }
  }

  private void countPurchase(ShopEvent event, long timeMillis) {
    BigDecimal price = event.get("price").number();
    BigDecimal summed =
        price == null || price.stripTrailingZeros().scale() > SQL_SCALE ? BigDecimal.ZERO : price;
    sales.merge(
        new CategoryHour(
            event.get("product.category").spelling(), Grain.HOURLY.startOf(timeMillis)),
        new Sales(1, summed),
        Sales::add);
    ShopTable.Row spent =
        add("customer_purchases", Grain.DAILY, timeMillis, event, "visitor.id").count("purchases");
    spent.sum("spent", price == null ? BigDecimal.ZERO : price);
    if (price != null && price.signum() > 0) {
      for (Grain grain : List.of(Grain.HOURLY, Grain.DAILY)) {
        add("revenue", grain, timeMillis, event, "product.category")
            .count("purchases")
            .sum("revenue", price)
            .least("cheapest", price)
            .greatest("dearest", price)
            .average("average_price", price, MathContext.DECIMAL128);
      }
    }
  }

  private void countLogin(ShopEvent event, long timeMillis, boolean countsForPatterns) {
    boolean failed = event.get("outcome").spelling().equals("failure");
    logins
        .computeIfAbsent(event.get("user.id").spelling(), user -> new ArrayList<>())
        .add(new Login(timeMillis, failed, countsForPatterns));
    if (failed) {
      for (Grain grain : List.of(Grain.MINUTELY, Grain.HOURLY)) {
        add("failed_logins", grain, timeMillis, event).count("count");
      }
    }
  }

  private void table(String dataset, Grain grain, String... keyColumns) {
    String name = grain.tableOf(dataset);
    List<String> columns = new ArrayList<>(List.of("bucket", "interval_start"));
    columns.addAll(List.of(keyColumns));
    tables.put(name, new ShopTable(name, columns));
  }

  private ShopTable.Row add(
      String dataset, Grain grain, long timeMillis, ShopEvent event, String... properties) {
    Instant start = grain.startOf(timeMillis);
    List<String> key = new ArrayList<>(List.of(grain.bucketOf(start).toString(), start.toString()));
    for (String property : properties) {
      key.add(event.get(property).spelling());
    }
    return table(grain.tableOf(dataset)).row(key).count("events");
  }

  private ShopTable table(String name) {
    ShopTable table = tables.get(name);
    if (table == null) {
      throw new IllegalStateException("no table " + name);
    }
    return table;
  }

  static String text(long millis) {
    return TIME.format(Instant.ofEpochMilli(millis));
  }

  static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  /** Interval lengths, with the time that one Cassandra partition spans. */
  enum Grain {
    MINUTELY(60_000L),
    HOURLY(3_600_000L),
    DAILY(86_400_000L);

    private final long millis;

    Grain(long millis) {
      this.millis = millis;
    }

    String tableOf(String dataset) {
      return dataset + '_' + name().toLowerCase(Locale.ROOT);
    }

    Instant startOf(long timeMillis) {
      return Instant.ofEpochMilli(Math.floorDiv(timeMillis, millis) * millis);
    }

    LocalDate bucketOf(Instant start) {
      LocalDate day = start.atOffset(ZoneOffset.UTC).toLocalDate();
      return switch (this) {
        case MINUTELY -> day;
        case HOURLY -> day.withDayOfMonth(1);
        case DAILY -> day.withDayOfYear(1);
      };
    }
  }
}

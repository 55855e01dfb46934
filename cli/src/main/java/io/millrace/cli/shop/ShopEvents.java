package io.millrace.cli.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.cli.shop.ShopEvent.TimeStyle;
import io.millrace.cli.shop.ShopTruth.Origin;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A shop's stream of Kafka records: the same seed and number give the same bytes on every machine.
 *
 * <p>Visitors, countries and products are skewed; event times are up to a minute out of order;
 * about one event in a hundred is sent twice, one record in two hundred is bad. Every record's
 * Kafka timestamp is its place in the shop's own time, so that what depends on it can be known
 * beforehand. The last events stand far behind all others: they close every open window.
 */
public final class ShopEvents implements Iterator<ShopRecord> {

  /** Inbound topics with their partitions. */
  public static final Map<String, Integer> TOPICS = topics();

  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  /** 10,000 events in an hour. */
  private static final long MILLIS_PER_EVENT = 360;

  private static final int DISORDER_MILLIS = 60_000;
  private static final Duration CLOSING_AFTER = Duration.ofDays(1);

  /** Enough that each of a few outbound partitions gets one in each round, whatever the ids. */
  private static final int CLOSING_PER_COLLECTION = 64;

  private static final List<String> COLLECTIONS =
      List.of("page_views", "carts", "purchases", "logins");

  private static final List<BadRecord> BAD_RECORDS = List.of(BadRecord.values());

  private static final double BAD = 0.005;
  private static final double REPEATED = 0.01;
  private static final double BULK = 0.008;
  private static final int REMEMBERED = 5_000;

  private static final List<String> COUNTRIES =
      List.of(
          "DE",
          "US",
          "NO",
          "FR",
          "GB",
          "PL",
          "IN",
          "BR",
          "JP",
          "NL",
          "SE",
          "IT",
          "ES",
          "CA",
          "AU",
          "Österreich",
          "中国",
          "\\N");

  private static final List<String> CATEGORIES =
      List.of("books", "toys", "garden", "music", "Bücher & Zeitschriften", "茶", "a \"b\" \\ c");

  /** An event that was sent, and may be sent again. */
  private record Sent(ShopEvent event, Origin origin, long recordMillis) {}

  /** A login that a scenario wants at a point of the shop's time. */
  private record Planned(long dueMillis, long timeMillis, String user, boolean failed) {}

  private final Random random;
  private final int events;
  private final ShopTruth truth;
  private final Deque<ShopRecord> ready = new ArrayDeque<>();
  private final Map<String, long[]> offsets = new HashMap<>();
  private final List<Sent> remembered = new ArrayList<>();
  private final PriorityQueue<Planned> planned =
      new PriorityQueue<>(Comparator.comparingLong(Planned::dueMillis));
  private final Map<String, Set<Long>> loginTimes = new HashMap<>();
  private final Zipf visitors = new Zipf(5_000);
  private final Zipf users = new Zipf(300);
  private final Zipf products = new Zipf(400);
  private final Zipf countries = new Zipf(COUNTRIES.size());
  private int position;
  private int seq;
  private int badRecords;
  private int closing;

  /**
   * @param events how many to read, the bad and the repeated ones too; the closing ones come on top
   */
  public ShopEvents(long seed, int events) {
    if (events < 1) {
      throw new IllegalArgumentException("events must be 1 or more: " + events);
    }
    this.random = new Random(seed);
    this.events = events;
    this.truth = new ShopTruth(closing());
    TOPICS.forEach((topic, partitions) -> offsets.put(topic, new long[partitions]));
    planLogins();
  }

  private static Map<String, Integer> topics() {
    Map<String, Integer> topics = new LinkedHashMap<>();
    topics.put("in.page_views", 4);
    topics.put("in.carts", 4);
    topics.put("in.purchases", 4);
    // One partition keeps the logins in the order of the shop's time however far ingest is behind,
    // so that the SQL pattern can run hours and not days behind them.
    topics.put("in.logins", 1);
    topics.put("in._bulk", 2);
    return topics;
  }

  /** What must come of the records that were handed out until now. */
  public ShopTruth truth() {
    return truth;
  }

  /** How many events there will have been read at the end. */
  public int total() {
    return events + COLLECTIONS.size() * CLOSING_PER_COLLECTION;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && truth.read() < total()) {
      step();
    }
    return !ready.isEmpty();
  }

  @Override
  public ShopRecord next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the stream has ended");
    }
    return ready.remove();
  }

  /**
   * 0 before the next record is of the closing ones. Those of round 1 bring event time forward in
   * every inbound partition; when their checkpoint has completed, those of round 2 say so in every
   * outbound one.
   */
  public int closingRound() {
    return !hasNext() || closing == 0 ? 0 : closing <= firstClosing() ? 1 : 2;
  }

  private static int firstClosing() {
    return COLLECTIONS.size() * CLOSING_PER_COLLECTION / 2;
  }

  /** How much of the shop's time the events take, the closing ones left out. */
  public Duration span() {
    return Duration.ofMillis(DISORDER_MILLIS + events * MILLIS_PER_EVENT);
  }

  /**
   * When the closing events begin: behind any watermark that lags by less than span and a day, and
   * at a full hour, since their own hour is never closed.
   */
  private Instant closing() {
    Instant soonest = START.plus(span().multipliedBy(2)).plus(CLOSING_AFTER);
    return soonest.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
  }

  private long now() {
    return START.toEpochMilli() + DISORDER_MILLIS + position * MILLIS_PER_EVENT;
  }

  private void step() {
    if (position >= events) {
      close();
      return;
    }
    double choice = random.nextDouble();
    Planned login = planned.peek();
    if (login != null && login.dueMillis() <= now()) {
      planned.remove();
      sendAlone(login(login.user(), login.failed(), Instant.ofEpochMilli(login.timeMillis())));
    } else if (choice < BAD) {
      sendBad();
    } else if (choice < BAD + REPEATED && !remembered.isEmpty()) {
      sendAgain(remembered.get(random.nextInt(remembered.size())));
    } else if (choice < BAD + REPEATED + BULK) {
      sendBulk(Math.min(2 + random.nextInt(7), events - position));
      return;
    } else {
      sendAlone(anyEvent());
    }
    position++;
  }

  /** The last events: no window that holds an event before them may stay open. */
  private void close() {
    String collection = COLLECTIONS.get(closing % COLLECTIONS.size());
    closing++;
    Instant time = closing().plusSeconds(closing);
    ShopEvent event =
        switch (collection) {
          case "page_views" -> pageView(time);
          case "carts" -> cart(time);
          case "purchases" -> purchase(time);
          default -> login("closing-" + closing, false, time);
        };
    int turn = closing / COLLECTIONS.size();
    if (closing <= firstClosing() && collection.equals("carts") && turn % 4 == 0) {
      int partition = turn / 4 % offsets("in._bulk").length;
      sendInBulk(partition, event.withId("closing-" + closing), time.toEpochMilli());
    } else {
      String topic = "in." + collection;
      send(
          event.withId("closing-" + closing),
          topic,
          turn % offsets(topic).length,
          time.toEpochMilli());
    }
  }

  private void sendInBulk(int partition, ShopEvent event, long recordMillis) {
    byte[] body =
        ("{\"" + event.collection() + "\":[" + ShopWire.sent(event, false) + "]}").getBytes(UTF_8);
    truth.read(event, send("in._bulk", partition, recordMillis, body), recordMillis);
  }

  private void sendAlone(ShopEvent event) {
    send(event, now());
    boolean anonymous = event.id() == null && event.token() == null;
    if (anonymous && position + 1 < events && random.nextInt(20) == 0) {
      // Nothing says that the second is the first again, so both count.
      position++;
      send(event, now());
    }
  }

  private void send(ShopEvent event, long recordMillis) {
    String topic = "in." + event.collection();
    send(event, topic, random.nextInt(offsets(topic).length), recordMillis);
  }

  private void send(ShopEvent event, String topic, int partition, long recordMillis) {
    byte[] value = ShopWire.sent(event, random.nextInt(5) == 0).getBytes(UTF_8);
    Origin origin = send(topic, partition, recordMillis, value);
    truth.read(event, origin, recordMillis);
    remember(new Sent(event, origin, recordMillis));
  }

  private Origin send(String topic, int partition, long recordMillis, byte @Nullable [] value) {
    ready.add(new ShopRecord(topic, partition, recordMillis, value));
    return new Origin(topic, partition, offsets(topic)[partition]++, 0);
  }

  private long[] offsets(String topic) {
    long[] next = offsets.get(topic);
    if (next == null) {
      throw new IllegalStateException("no topic " + topic);
    }
    return next;
  }

  private void remember(Sent sent) {
    if (sent.event().id() == null && sent.event().token() == null) {
      return;
    }
    if (remembered.size() < REMEMBERED) {
      remembered.add(sent);
    } else {
      remembered.set(random.nextInt(REMEMBERED), sent);
    }
  }

  /**
   * Sends an event once more. In its own partition the first is known to win, so the second may
   * differ; elsewhere either may be read first, so both are equal to the letter and in time.
   */
  private void sendAgain(Sent first) {
    ShopEvent event = first.event();
    String topic = "in." + event.collection();
    boolean alone = first.origin().topic().equals(topic);
    boolean otherPartition = offsets(topic).length > 1 && random.nextInt(3) == 0;
    if (alone && !otherPartition) {
      ShopEvent changed = event.with("seq", Value.number(seq++));
      if (event.token() != null && random.nextBoolean()) {
        changed = changed.withId("again-" + seq);
      }
      if (event.collection().equals("logins")) {
        boolean failed = event.get("outcome").spelling().equals("failure");
        changed = changed.with("outcome", Value.text(failed ? "success" : "failure"));
      }
      sendRepeated(changed, topic, first.origin().partition(), now());
    } else if (event.id() != null) {
      int partition = (first.origin().partition() + 1) % offsets(topic).length;
      sendRepeated(event, topic, partition, first.recordMillis());
    } else {
      sendAlone(anyEvent());
    }
  }

  private void sendRepeated(ShopEvent event, String topic, int partition, long recordMillis) {
    byte[] value = ShopWire.sent(event, false).getBytes(UTF_8);
    truth.read(event, send(topic, partition, recordMillis, value), recordMillis);
  }

  /** Several collections in one body, sometimes with a bad event among the good ones. */
  private void sendBulk(int size) {
    Map<String, List<ShopEvent>> byCollection = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      ShopEvent event = anyEventButLogins();
      byCollection.computeIfAbsent(event.collection(), c -> new ArrayList<>()).add(event);
      position++;
    }
    int bad = size > 2 && random.nextInt(4) == 0 ? random.nextInt(size) : -1;
    long recordMillis = now();
    int partition = random.nextInt(offsets("in._bulk").length);
    long offset = offsets("in._bulk")[partition];
    StringBuilder body = new StringBuilder("{");
    int index = 0;
    for (Map.Entry<String, List<ShopEvent>> collection : byCollection.entrySet()) {
      body.append(index == 0 ? "\"" : ",\"").append(collection.getKey()).append("\":[");
      String separator = "";
      for (ShopEvent event : collection.getValue()) {
        Origin origin = new Origin("in._bulk", partition, offset, index);
        body.append(separator);
        separator = ", ";
        if (index == bad) {
          String raw = "{\"seq\":" + seq++ + ",\"$total\":1}";
          body.append(raw);
          truth.reject(origin, "invalid_property_name", raw.getBytes(UTF_8));
        } else {
          body.append(ShopWire.sent(event, false));
          truth.read(event, origin, recordMillis);
          remember(new Sent(event, origin, recordMillis));
        }
        index++;
      }
      body.append(']');
    }
    send("in._bulk", partition, recordMillis, body.append('}').toString().getBytes(UTF_8));
  }

  private void sendBad() {
    BadRecord kind = BAD_RECORDS.get(badRecords++ % BAD_RECORDS.size());
    String good = ShopWire.sent(cart(time()).withId("bad-" + badRecords), false);
    byte[] value = kind.spoil(good);
    String topic = badRecords % 7 == 0 ? "in.logins" : "in.carts";
    int partition = random.nextInt(offsets(topic).length);
    truth.reject(send(topic, partition, now(), value), kind.code(), value);
  }

  private ShopEvent anyEvent() {
    return random.nextInt(10) == 0
        ? login("user-" + users.pick(random), random.nextInt(6) == 0, time())
        : anyEventButLogins();
  }

  private ShopEvent anyEventButLogins() {
    int kind = random.nextInt(90);
    return kind < 70 ? pageView(time()) : kind < 80 ? cart(time()) : purchase(time());
  }

  /** Now, or up to a minute ago; whole milliseconds, as {@code keen.timestamp} has them. */
  private Instant time() {
    int behind = random.nextInt(3) == 0 ? 0 : random.nextInt(DISORDER_MILLIS);
    return Instant.ofEpochMilli(now() - behind);
  }

  private ShopEvent pageView(Instant time) {
    Map<String, Value> properties = properties();
    properties.put("visitor.id", visitor());
    country().ifPresent(country -> properties.put("country", country));
    properties.put(
        "page_url",
        Value.text("https://shop.example/p/" + products.pick(random) + "?q=t%C3%A9&n=" + seq));
    device().ifPresent(device -> properties.put("device", device));
    return event("page_views", time, properties);
  }

  private ShopEvent cart(Instant time) {
    Map<String, Value> properties = properties();
    properties.put("visitor.id", visitor());
    int product = products.pick(random);
    properties.put("product.id", Value.text("p" + product));
    properties.put("product.category", Value.text("c" + product % 5));
    properties.put("quantity", Value.number(1 + random.nextInt(4)));
    return event("carts", time, properties);
  }

  private ShopEvent purchase(Instant time) {
    Map<String, Value> properties = properties();
    if (random.nextInt(200) != 0) {
      properties.put("visitor.id", visitor());
    }
    country().ifPresent(country -> properties.put("country", country));
    int product = products.pick(random);
    properties.put("product.id", Value.text("p" + product));
    category(product).ifPresent(category -> properties.put("product.category", category));
    price().ifPresent(price -> properties.put("price", price));
    properties.put("quantity", Value.number(1 + random.nextInt(3)));
    return event("purchases", time, properties);
  }

  private ShopEvent login(String user, boolean failed, Instant time) {
    Set<Long> taken = loginTimes.computeIfAbsent(user, u -> new HashSet<>());
    long millis = time.toEpochMilli();
    while (!taken.add(millis)) {
      millis--;
    }
    Map<String, Value> properties = properties();
    properties.put("user.id", Value.text(user));
    properties.put("outcome", Value.text(failed ? "failure" : "success"));
    properties.put("ip_address", Value.text("192.0.2." + random.nextInt(256)));
    return event("logins", Instant.ofEpochMilli(millis), properties);
  }

  private Map<String, Value> properties() {
    Map<String, Value> properties = new LinkedHashMap<>();
    properties.put("seq", Value.number(seq++));
    return properties;
  }

  /** With an id, a token, both or neither. */
  private ShopEvent event(String collection, Instant time, Map<String, Value> properties) {
    int kind = random.nextInt(100);
    boolean hasId = kind < 85 || (kind >= 93 && kind < 96);
    boolean hasToken = kind >= 85 && kind < 96;
    // Odd multipliers are a bijection: ids look random and never meet.
    String unique = Long.toHexString(seq * 0x9E3779B97F4A7C15L);
    return new ShopEvent(
        collection,
        kind == 99 && !collection.equals("logins") ? null : time,
        kind < 80 ? TimeStyle.UTC : kind < 90 ? TimeStyle.OFFSET : TimeStyle.NO_ZONE,
        hasId ? "e" + unique : null,
        hasToken ? "t" + unique : null,
        properties);
  }

  private Value visitor() {
    return Value.text("v" + visitors.pick(random));
  }

  private Optional<Value> country() {
    int odd = random.nextInt(500);
    return switch (odd) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(Value.NULL);
      case 2 -> Optional.of(Value.text("\\absent"));
      case 3 -> Optional.of(Value.text("\"D\\u0045\"", "DE"));
      case 4 -> Optional.of(Value.text(""));
      default -> Optional.of(Value.text(COUNTRIES.get(countries.pick(random))));
    };
  }

  private Optional<Value> device() {
    int odd = random.nextInt(500);
    return switch (odd) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(Value.NULL);
      case 2 -> Optional.of(Value.compact("true"));
      case 3 -> Optional.of(Value.number("1.50"));
      case 4 -> Optional.of(Value.number("1e2"));
      case 5 -> Optional.of(Value.compact("[1,\"a\"]"));
      default -> Optional.of(Value.text(odd < 280 ? "mobile" : odd < 460 ? "desktop" : "tablet"));
    };
  }

  private Optional<Value> category(int product) {
    int odd = random.nextInt(300);
    return odd == 0
        ? Optional.empty()
        : Optional.of(Value.text(CATEGORIES.get(product % CATEGORIES.size())));
  }

  private Optional<Value> price() {
    int odd = random.nextInt(200);
    return switch (odd) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(Value.NULL);
      case 2 -> Optional.of(Value.text("19.99"));
      case 3 -> Optional.of(Value.number("0"));
      case 4 -> Optional.of(Value.number("-5.00"));
      case 5 -> Optional.of(Value.number("0.1"));
      case 6 -> Optional.of(Value.number("1e2"));
      case 7 -> Optional.of(Value.number("12345678901234567.89"));
      case 8 -> Optional.of(Value.number("0.0000000000000000001"));
      case 9 -> Optional.of(Value.number("2.50E+1"));
      default -> Optional.of(Value.number(random.nextInt(100) + "." + (10 + random.nextInt(90))));
    };
  }

  /**
   * Users who guess a password: those that the pattern must find, and those who nearly look so.
   * Each has a name of their own, so that no chance login comes between.
   */
  private void planLogins() {
    int scenarios = Math.max(6, events / 1_000);
    long length = events * MILLIS_PER_EVENT;
    long begin = START.toEpochMilli() + DISORDER_MILLIS;
    for (int i = 0; i < scenarios; i++) {
      String user = "guesser-" + i;
      long start = begin + (long) (random.nextDouble() * Math.max(1, length - 20 * 60_000L));
      switch (i % 6) {
        case 0 -> plan(user, start, "F0", "F60", "F120", "S180");
        case 1 -> plan(user, start, "F0", "F30", "F31", "F200", "F360", "F420", "S500");
        case 2 -> plan(user, start, "F0", "F60", "S120");
        case 3 -> plan(user, start, "F0", "F60", "F120", "S900");
        case 4 -> plan(user, start, "F0", "F60", "S90", "F120", "S150");
        default ->
            plan(
                user, start, "F0", "F700", "F760", "F800", "F820", "S900", "F910", "F920", "F930",
                "S950", "F960");
      }
    }
  }

  /** Plans attempts written as F (failure) or S (success) and seconds after the start. */
  private void plan(String user, long startMillis, String... attempts) {
    for (String attempt : attempts) {
      long time = startMillis + 1_000 * Long.parseLong(attempt.substring(1));
      long due = time + random.nextInt(DISORDER_MILLIS);
      planned.add(new Planned(due, time, user, attempt.charAt(0) == 'F'));
    }
  }
}

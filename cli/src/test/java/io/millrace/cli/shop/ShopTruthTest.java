package io.millrace.cli.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.shop.ShopEvent.TimeStyle;
import io.millrace.cli.shop.ShopTruth.Alert;
import io.millrace.cli.shop.ShopTruth.CategoryHour;
import io.millrace.cli.shop.ShopTruth.Origin;
import io.millrace.cli.shop.ShopTruth.Sales;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A stream small enough for pencil and paper. */
class ShopTruthTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String DAY = "2026-03-01T00:00:00Z";

  private final ShopTruth truth = new ShopTruth(NOON.plusSeconds(1_000_000));
  private long offset;

  @Test
  void pageViews_areCountedByCountryAndDeviceInEveryGrain() {
    read(pageView(NOON, Value.text("DE"), Value.text("mobile")));
    read(pageView(NOON.plusSeconds(59), Value.text("DE"), Value.text("mobile")));
    read(pageView(NOON.plusSeconds(60), Value.text("DE"), Value.text("mobile")));
    read(pageView(NOON, Value.NULL, null));

    assertThat(row("traffic_minutely", "2026-03-01", NOON.toString(), "DE", "mobile"))
        .isEqualTo(Map.of("count", "2", "events", "2"));
    assertThat(row("traffic_minutely", "2026-03-01", "2026-03-01T12:01:00Z", "DE", "mobile"))
        .isEqualTo(Map.of("count", "1", "events", "1"));
    assertThat(row("traffic_hourly", "2026-03-01", NOON.toString(), "DE", "mobile"))
        .isEqualTo(Map.of("count", "3", "events", "3"));
    assertThat(row("traffic_daily", "2026-01-01", DAY, "\\null", "\\absent"))
        .isEqualTo(Map.of("count", "1", "events", "1"));
    assertThat(truth.rows()).isEqualTo(3 + 2 + 2);
  }

  @Test
  void revenue_isExactAndOnlyOfPricesAboveZero() {
    read(purchase(Value.number("0.1")));
    read(purchase(Value.number("0.2")));
    read(purchase(Value.number("1e2")));
    read(purchase(Value.number("0")));
    read(purchase(Value.number("-5")));
    read(purchase(Value.text("19.99")));
    read(purchase(null));

    // (0.1 + 0.2 + 100) / 3 = 33.4333…, to 34 digits.
    assertThat(row("revenue_hourly", "2026-03-01", NOON.toString(), "toys"))
        .isEqualTo(
            Map.of(
                "purchases", "3",
                "revenue", "100.3",
                "cheapest", "0.1",
                "dearest", "100",
                "average_price", "33." + "4" + "3".repeat(31),
                "events", "3"));
    assertThat(row("customer_purchases_daily", "2026-01-01", DAY, "ada"))
        .isEqualTo(Map.of("purchases", "7", "spent", "95.3", "events", "7"));
    assertThat(truth.sales())
        .isEqualTo(Map.of(new CategoryHour("toys", NOON), new Sales(7, new BigDecimal("95.3"))));
  }

  @Test
  void priceBeyondSqlsDecimal_isNotSummedThere() {
    read(purchase(Value.number("0.0000000000000000001")));

    assertThat(truth.sales().values()).containsExactly(new Sales(1, BigDecimal.ZERO));
  }

  @Test
  void sameIdOrToken_isADuplicateInItsCollectionOnly() {
    ShopEvent first = cart("a", null);
    read(first);
    read(first.with("quantity", Value.number(9)));
    read(cart("b", "t"));
    read(cart("c", "t"));
    read(cart(null, "t"));
    read(cart(null, null));
    read(cart(null, null));
    read(new ShopEvent("logins", NOON, TimeStyle.UTC, "a", null, login("ada", false)));

    assertThat(truth.duplicates()).isEqualTo(3);
    assertThat(truth.valid()).isEqualTo(5);
    assertThat(truth.validEvents().get("carts"))
        .containsOnlyKeys("a", "b", "in.carts/0/5/0", "in.carts/0/6/0");
    assertThat(truth.validEvents().get("carts").get("a").body())
        .isEqualTo(
            "{\"keen\":{\"timestamp\":\"2026-03-01T12:00:00.000Z\","
                + "\"created_at\":\"2026-03-01T12:00:01.000Z\",\"id\":\"a\",\"behind_ms\":0},"
                + "\"product\":{\"id\":\"p1\",\"category\":\"toys\"},\"quantity\":1}");
  }

  @Test
  void eventWithoutTime_hasThatOfItsRecord() {
    read(new ShopEvent("logins", null, TimeStyle.UTC, "x", null, login("ada", true)));

    assertThat(truth.validEvents().get("logins").get("x").time()).isEqualTo(NOON.plusSeconds(1));
  }

  @Test
  void failuresThenSuccess_alertOnThoseWithinTenMinutes() {
    attempts("three", 0, 60, 120, -180);
    attempts("two", 0, 60, -120);
    attempts("between", 0, 60, -90, 120, -150);
    attempts("slow", 0, 60, 120, -720);
    attempts("tail", 0, 300, 301, 302, -600);
    attempts("edge", 0, 1, 2, -600);
    attempts("twice", 0, 1, 2, -3, 4, 5, 6, -7);

    assertThat(truth.alerts())
        .containsExactlyInAnyOrder(
            new Alert("three", at(0), at(180), 3),
            new Alert("tail", at(300), at(600), 3),
            new Alert("twice", at(0), at(3), 3),
            new Alert("twice", at(4), at(7), 3));
  }

  @Test
  void failures_areCountedInTimeOrderWhateverTheLogOrder() {
    attempts("ada", -180, 120, 0, 60);

    assertThat(truth.alerts()).containsExactly(new Alert("ada", at(0), at(180), 3));
  }

  /** Seconds after noon; a negative number is a success at that second. */
  private void attempts(String user, int... seconds) {
    for (int second : seconds) {
      read(
          new ShopEvent(
              "logins",
              NOON.plusSeconds(Math.abs(second)),
              TimeStyle.UTC,
              null,
              null,
              login(user, second < 0)));
    }
  }

  private static String at(int second) {
    return ShopTruth.text(NOON.plusSeconds(second).toEpochMilli());
  }

  private static Map<String, Value> login(String user, boolean success) {
    Map<String, Value> properties = new LinkedHashMap<>();
    properties.put("user.id", Value.text(user));
    properties.put("outcome", Value.text(success ? "success" : "failure"));
    return properties;
  }

  private static ShopEvent pageView(Instant time, Value country, @Nullable Value device) {
    Map<String, Value> properties = new LinkedHashMap<>();
    properties.put("country", country);
    if (device != null) {
      properties.put("device", device);
    }
    return new ShopEvent("page_views", time, TimeStyle.UTC, null, null, properties);
  }

  private static ShopEvent purchase(@Nullable Value price) {
    Map<String, Value> properties = new LinkedHashMap<>();
    properties.put("visitor.id", Value.text("ada"));
    properties.put("product.category", Value.text("toys"));
    if (price != null) {
      properties.put("price", price);
    }
    return new ShopEvent("purchases", NOON, TimeStyle.UTC, null, null, properties);
  }

  private static ShopEvent cart(@Nullable String id, @Nullable String token) {
    Map<String, Value> properties = new LinkedHashMap<>();
    properties.put("product.id", Value.text("p1"));
    properties.put("product.category", Value.text("toys"));
    properties.put("quantity", Value.number(1));
    return new ShopEvent("carts", NOON, TimeStyle.UTC, id, token, properties);
  }

  private void read(ShopEvent event) {
    Origin origin = new Origin("in." + event.collection(), 0, offset++, 0);
    truth.read(event, origin, NOON.plusSeconds(1).toEpochMilli());
  }

  private Map<String, String> row(String table, String... key) {
    return truth.tables().get(table).rows().get(List.of(key)).values();
  }
}

package io.millrace.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code pipelines/price_mistakes.sql}, case by case; each product is one case. */
class PriceMistakesIT {

  private static final String PREFIX = "mistakes.";
  private static final String TOPIC = PREFIX + "events.purchases";
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  /**
   * One product's purchases in the order they arrive, each a price and its second, and the alerts
   * they must give: first and last second.
   */
  private record Case(String product, String purchases, String... alerts) {}

  private static final List<Case> CASES =
      List.of(
          new Case("three", "100@0 10@10 10@20 11@30", "10 30"),
          new Case("two", "100@0 10@10 10@20"),
          new Case("free", "100@0 0@1 0@2 0@3", "1 3"),
          new Case("a-fifth", "100@0 20@1 20@2 20@3"),
          new Case("below-a-fifth", "100@0 19.99@1 19.99@2 19.99@3", "1 3"),
          new Case("one-not-cheap", "100@0 10@1 20@2 10@3 10@4"),
          new Case("interrupted", "100@0 10@1 10@2 100@3 10@4"),
          new Case("starts-again", "100@0 10@1 100@2 10@3 10@4 10@5", "3 5"),
          new Case("stays-low", "100@0 10@1 10@2 10@3 10@4 10@5 10@6", "1 3"),
          // What the first three cost is no usual price for the next: they are in an alert.
          new Case("lower-still", "100@0 10@1 10@2 10@3 1@4 1@5 1@6", "1 3"),
          new Case("twice", "100@0 10@1 10@2 10@3 100@10 10@11 10@12 10@13", "1 3", "11 13"),
          new Case("just-in-time", "100@0 10@1 10@2 10@3599.999", "1 3599.999"),
          new Case("an-hour", "100@0 10@1 10@2 10@3600"),
          new Case("rises", "10@0 100@1 100@2 100@3"),
          new Case("out-of-order", "10@30 10@10 100@0 10@20", "10 30"),
          new Case("without-price", "100@0 10@1 -@2 10@3 10@4", "1 4"));

  private record Purchase(
      String product, String id, BigDecimal second, BigDecimal arrival, String price) {}

  @Test
  void purchases_allCases_giveExactlyTheAlertsWorkedOutByHand() throws Exception {
    SqlStack stack = SqlStack.shared();
    List<String> expected = new ArrayList<>();
    for (Case one : CASES) {
      for (String alert : one.alerts()) {
        expected.add(alert(one.product(), alert.split(" ")));
      }
    }
    stack.createTopic(TOPIC, 1);
    CASES.stream()
        .flatMap(one -> purchases(one).stream())
        .sorted(Comparator.comparing(Purchase::arrival))
        .forEach(purchase -> send(stack, purchase));
    BigDecimal aDay = BigDecimal.valueOf(86_400);
    send(stack, new Purchase("closing", "closing", aDay, aDay, "1"));

    String job = stack.submitWithPrefix(PREFIX, "pipelines/price_mistakes.sql");
    SqlStack.await("the alerts are there", () -> alerts(stack).size() >= expected.size());
    stack.stop(job);

    assertThat(alerts(stack)).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<Purchase> purchases(Case one) {
    List<Purchase> purchases = new ArrayList<>();
    BigDecimal latest = BigDecimal.ZERO;
    for (String purchase : one.purchases().split(" ")) {
      String[] priceAndSecond = purchase.split("@");
      BigDecimal second = new BigDecimal(priceAndSecond[1]);
      latest = latest.max(second);
      String id = one.product() + "-" + (100 + purchases.size());
      purchases.add(new Purchase(one.product(), id, second, latest, priceAndSecond[0]));
    }
    return purchases;
  }

  private static void send(SqlStack stack, Purchase purchase) {
    String time = time(purchase.second());
    String price = purchase.price().equals("-") ? "null" : purchase.price();
    stack.sendEvent(
        TOPIC,
        0,
        purchase.id(),
        EventText.event(
            purchase.id(),
            time,
            "\"product\":{\"id\":\"%s\"},\"price\":%s".formatted(purchase.product(), price)),
        Instant.parse(time));
  }

  private static String alert(String product, String... firstLast) {
    String first = time(new BigDecimal(firstLast[0]));
    String last = time(new BigDecimal(firstLast[1]));
    return "{\"id\":\"price-mistake/%s/%s\",\"rule\":\"price-mistake\",\"key\":\"%s\",\"first_time\":\"%s\",\"last_time\":\"%s\",\"events\":3}"
        .formatted(product, first, product, first, last);
  }

  private static List<String> alerts(SqlStack stack) {
    return stack.committed("alerts.sql").stream()
        .map(SqlStack::value)
        .filter(alert -> alert.contains("\"rule\":\"price-mistake\""))
        .toList();
  }

  private static String time(BigDecimal second) {
    return TIME.format(START.plusMillis(second.movePointRight(3).longValueExact()));
  }
}

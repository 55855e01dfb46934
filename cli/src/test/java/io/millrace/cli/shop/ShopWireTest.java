package io.millrace.cli.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.shop.ShopEvent.TimeStyle;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShopWireTest {

  private static final Instant TIME = Instant.parse("2026-03-01T23:30:00.120Z");

  @Test
  void properties_areNestedUnderTheirHeads() {
    assertThat(ShopWire.sent(event(TimeStyle.UTC), true))
        .isEqualTo(
            "{\"seq\":7,\"product\":{\"id\":\"p1\",\"category\":\"a \\\"b\\\" \\\\ c\"},\"price\":1e2,"
                + "\"keen\":{\"timestamp\":\"2026-03-01T23:30:00.120Z\",\"id\":\"e1\","
                + "\"uniqueness_token\":\"t1\"}}");
  }

  @Test
  void times_areOneInstantInEveryStyle() {
    assertThat(ShopWire.sent(event(TimeStyle.OFFSET), false))
        .startsWith("{\"keen\":{\"timestamp\":\"2026-03-02T01:30:00.120+02:00\",");
    assertThat(ShopWire.sent(event(TimeStyle.NO_ZONE), false))
        .startsWith("{\"keen\":{\"timestamp\":\"2026-03-01T23:30:00.120\",");
  }

  @Test
  void spelling_tellsAbsentNullAndTextApart() {
    assertThat(event(TimeStyle.UTC).get("country").spelling()).isEqualTo("\\absent");
    assertThat(Value.NULL.spelling()).isEqualTo("\\null");
    assertThat(Value.text("\\absent").spelling()).isEqualTo("\\\\absent");
    assertThat(Value.text("a\\b").spelling()).isEqualTo("a\\b");
    assertThat(Value.number("1.50").spelling()).isEqualTo("1.5");
    assertThat(Value.number("1e2").spelling()).isEqualTo("100");
  }

  private static ShopEvent event(TimeStyle style) {
    Map<String, Value> properties = new LinkedHashMap<>();
    properties.put("seq", Value.number(7));
    properties.put("product.id", Value.text("p1"));
    properties.put("product.category", Value.text("a \"b\" \\ c"));
    properties.put("price", Value.number("1e2"));
    return new ShopEvent("purchases", TIME, style, "e1", "t1", properties);
  }
}

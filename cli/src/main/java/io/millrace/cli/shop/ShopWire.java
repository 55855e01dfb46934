package io.millrace.cli.shop;

import io.millrace.cli.shop.ShopEvent.TimeStyle;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An event's JSON: as the shop sends it, and as it must leave ingest. */
final class ShopWire {

  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS");

  private ShopWire() {}

  /** The form that is sent; {@code keenLast} puts the keen object behind the properties. */
  static String sent(ShopEvent event, boolean keenLast) {
    List<String> keen = new ArrayList<>();
    if (event.timestamp() != null) {
      keen.add(member("timestamp", time(event.timestamp(), event.style())));
    }
    if (event.id() != null) {
      keen.add(member("id", event.id()));
    }
    if (event.token() != null) {
      keen.add(member("uniqueness_token", event.token()));
    }
    String properties = properties(event);
    if (keen.isEmpty()) {
      return '{' + properties + '}';
    }
    String keenMember = "\"keen\":{" + String.join(",", keen) + '}';
    return keenLast
        ? '{' + properties + ',' + keenMember + '}'
        : '{' + keenMember + ',' + properties + '}';
  }

  /** The form that leaves ingest: a keen object in fixed order, then the properties as sent. */
  static String stamped(
      ShopEvent event, String id, long timeMillis, long recordMillis, long behindMillis) {
    return "{\"keen\":{"
        + member("timestamp", ShopTruth.text(timeMillis))
        + ','
        + member("created_at", ShopTruth.text(recordMillis))
        + ','
        + member("id", id)
        + (event.token() == null ? "" : ',' + member("uniqueness_token", event.token()))
        + ",\"behind_ms\":"
        + behindMillis
        + "},"
        + properties(event)
        + '}';
  }

  private static String properties(ShopEvent event) {
    StringBuilder text = new StringBuilder();
    String open = "";
    for (Map.Entry<String, Value> property : event.properties().entrySet()) {
      int dot = property.getKey().indexOf('.');
      String head = dot < 0 ? "" : property.getKey().substring(0, dot);
      if (!head.equals(open) && !open.isEmpty()) {
        text.append('}');
      }
      if (!text.isEmpty()) {
        text.append(',');
      }
      if (!head.equals(open) && !head.isEmpty()) {
        text.append('"').append(head).append("\":{");
      }
      open = head;
      text.append('"').append(property.getKey().substring(dot + 1)).append("\":");
      text.append(property.getValue().json());
    }
    return text.append(open.isEmpty() ? "" : "}").toString();
  }

  private static String member(String name, String text) {
    return '"' + name + "\":\"" + text + '"';
  }

  private static String time(Instant time, TimeStyle style) {
    return switch (style) {
      case UTC -> ShopTruth.text(time.toEpochMilli());
      case OFFSET -> LOCAL.format(OffsetDateTime.ofInstant(time, ZoneOffset.ofHours(2))) + "+02:00";
      case NO_ZONE -> LOCAL.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
    };
  }
}

package io.millrace.patterns.engine;

import io.millrace.patterns.engine.match.Event;
import io.millrace.patterns.expression.EventFields;
import io.millrace.patterns.expression.FieldTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An event of a test: its place in the topic, and its fields by their whole path. */
public record Sample(Event event, Map<String, Object> fields) {

  /** Of the collection {@code acts} at this second; numbers are read as JSON's are. */
  public static Sample at(int offset, double second, Map<String, Object> fields) {
    return at(offset, second, "acts", fields);
  }

  public static Sample at(
      int offset, double second, String collection, Map<String, Object> fields) {
    Map<String, Object> read = new HashMap<>();
    fields.forEach((name, value) -> read.put(name, read(value)));
    return new Sample(
        new Event(
            collection,
            Math.round(second * 1_000),
            0,
            new EventRef("in." + collection, 0, offset, 0)),
        read);
  }

  private static Object read(Object value) {
    if (value instanceof List<?> list) {
      List<Object> all = new ArrayList<>();
      list.forEach(one -> all.add(read(one)));
      return all;
    }
    return value instanceof Number number ? new BigDecimal(number.toString()) : value;
  }

  /**
   * Events of one user in short: {@code A0 BC1.5} is one of kind A at second 0 and one that is both
   * B and C at 1.5; {@code A0@ann} is Ann's, {@code A0=7} has the value 7.
   */
  public static List<Sample> read(String text) {
    List<Sample> all = new ArrayList<>();
    if (text.isBlank()) {
      return all;
    }
    for (String word : text.trim().split(" +")) {
      String[] user = word.split("@", -1);
      String[] value = user[0].split("=", -1);
      int digits = 0;
      while (!Character.isDigit(value[0].charAt(digits)) && value[0].charAt(digits) != '-') {
        digits++;
      }
      Map<String, Object> fields = new HashMap<>();
      fields.put("kind", List.of(value[0].substring(0, digits).split("")));
      fields.put("user", user.length == 1 ? "u" : user[1]);
      if (value.length > 1) {
        fields.put("value", new BigDecimal(value[1]));
      }
      all.add(at(all.size(), Double.parseDouble(value[0].substring(digits)), fields));
    }
    return all;
  }

  public Sample behind(long millis) {
    return new Sample(
        new Event(event.collection(), event.timeMillis(), millis, event.ref()), fields);
  }

  public EventFields values(FieldTable table) {
    List<String> paths = table.paths();
    return slot -> fields.get(paths.get(slot));
  }
}

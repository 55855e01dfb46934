package io.millrace.patterns.definition;

import io.millrace.config.ConfigNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what stands under {@code tests}. */
final class PatternTestReader {

  private static final int MOST_TESTS = 100;
  private static final int MOST_EVENTS = 1_000;

  private PatternTestReader() {}

  static List<PatternTest> read(ConfigNode definition) {
    List<PatternTest> tests = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<ConfigNode> written = definition.children("tests");
    if (written.size() > MOST_TESTS) {
      throw definition.error("tests", "are more than " + MOST_TESTS + "; write fewer");
    }
    for (ConfigNode test : written) {
      PatternTest read = test(test);
      if (!names.add(read.name())) {
        throw test.error("name", "'" + read.name() + "' is there twice; write another one");
      }
      tests.add(read);
    }
    return tests;
  }

  private static PatternTest test(ConfigNode test) {
    String name = test.requiredText("name");
    List<PatternTest.Event> events = new ArrayList<>();
    List<ConfigNode> written = test.children("events");
    if (written.isEmpty() || written.size() > MOST_EVENTS) {
      throw test.error(
          "events",
          (written.isEmpty() ? "is missing" : "are more than " + MOST_EVENTS)
              + "; write 1 to "
              + MOST_EVENTS);
    }
    for (ConfigNode event : written) {
      events.add(
          new PatternTest.Event(
              event.requiredText("collection"), required(event, "timestamp"), event.tree("event")));
    }
    Instant until = time(test, "until");
    if (!test.has("alerts")) {
      throw test.error("alerts", "is missing; write those that are due, or [] for none");
    }
    List<PatternTest.Alert> alerts =
        test.children("alerts").stream().map(alert -> alert(alert, events.size())).toList();
    return new PatternTest(name, events, until, alerts);
  }

  private static PatternTest.Alert alert(ConfigNode alert, int events) {
    return new PatternTest.Alert(
        key(alert), time(alert, "first"), time(alert, "last"), indexes(alert, events));
  }

  private static @Nullable List<@Nullable Object> key(ConfigNode alert) {
    Object key = alert.raw("key");
    if (key == null) {
      return null;
    }
    List<@Nullable Object> values = new ArrayList<>();
    if (key instanceof List<?> list) {
      values.addAll(list);
    } else {
      values.add(key);
    }
    return Collections.unmodifiableList(values);
  }

  private static @Nullable List<Integer> indexes(ConfigNode alert, int events) {
    Object written = alert.raw("events");
    if (written == null) {
      return null;
    }
    List<Integer> indexes = new ArrayList<>();
    for (Object one : written instanceof List<?> list ? list : List.of(written)) {
      if (!(one instanceof BigDecimal number)
          || number.remainder(BigDecimal.ONE).signum() != 0
          || number.signum() < 0
          || number.compareTo(BigDecimal.valueOf(events)) >= 0) {
        throw alert.error(
            "events",
            "found '" + one + "'; write whole numbers from 0, the first event, to " + (events - 1));
      }
      indexes.add(number.intValue());
    }
    return List.copyOf(indexes);
  }

  private static Instant required(ConfigNode node, String key) {
    Instant time = time(node, key);
    if (time == null) {
      throw node.error(key, "is missing; write one such as 2026-01-31T12:00:00Z");
    }
    return time;
  }

  private static @Nullable Instant time(ConfigNode node, String key) {
    String text = node.optionalText(key);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException wrong) {
      throw node.error(key, "found '" + text + "'; write one such as 2026-01-31T12:00:00Z");
    }
  }
}

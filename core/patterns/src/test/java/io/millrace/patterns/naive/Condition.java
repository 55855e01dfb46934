package io.millrace.patterns.naive;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A condition over one event: true, false, or null if the event cannot say. */
sealed interface Condition {

  @Nullable Boolean of(PlainEvent event);

  String eql();

  default boolean holds(PlainEvent event) {
    return Boolean.TRUE.equals(of(event));
  }

  record Always() implements Condition {
    @Override
    public Boolean of(PlainEvent event) {
      return true;
    }

    @Override
    public String eql() {
      return "true";
    }
  }

  record Never() implements Condition {
    @Override
    public Boolean of(PlainEvent event) {
      return false;
    }

    @Override
    public String eql() {
      return "false";
    }
  }

  record Is(String field, String text) implements Condition {
    @Override
    public @Nullable Boolean of(PlainEvent event) {
      return event.value(field) instanceof String value ? value.equals(text) : null;
    }

    @Override
    public String eql() {
      return "?" + field + " == \"" + text + "\"";
    }
  }

  record OneOf(String field, List<String> texts) implements Condition {
    public OneOf {
      texts = List.copyOf(texts);
    }

    @Override
    public @Nullable Boolean of(PlainEvent event) {
      return event.value(field) instanceof String value ? texts.contains(value) : null;
    }

    @Override
    public String eql() {
      return texts.stream()
          .map(text -> "\"" + text + "\"")
          .collect(Collectors.joining(", ", "?" + field + " in (", ")"));
    }
  }

  /** Case is ignored. */
  record StartsWith(String field, String start) implements Condition {
    @Override
    public @Nullable Boolean of(PlainEvent event) {
      return event.value(field) instanceof String value
          ? value.regionMatches(true, 0, start, 0, start.length())
          : null;
    }

    @Override
    public String eql() {
      return "?" + field + " : \"" + start + "*\"";
    }
  }

  record AtLeast(String field, long limit) implements Condition {
    @Override
    public @Nullable Boolean of(PlainEvent event) {
      return event.value(field) instanceof Long value ? value >= limit : null;
    }

    @Override
    public String eql() {
      return "?" + field + " >= " + limit;
    }
  }

  record Absent(String field) implements Condition {
    @Override
    public Boolean of(PlainEvent event) {
      return event.value(field) == null;
    }

    @Override
    public String eql() {
      return "?" + field + " == null";
    }
  }

  record Not(Condition condition) implements Condition {
    @Override
    public @Nullable Boolean of(PlainEvent event) {
      Boolean value = condition.of(event);
      return value == null ? null : !value;
    }

    @Override
    public String eql() {
      return "not (" + condition.eql() + ")";
    }
  }

  record Both(Condition left, Condition right) implements Condition {
    @Override
    public @Nullable Boolean of(PlainEvent event) {
      Boolean first = left.of(event);
      Boolean second = right.of(event);
      if (Boolean.FALSE.equals(first) || Boolean.FALSE.equals(second)) {
        return false;
      }
      return first == null || second == null ? null : true;
    }

    @Override
    public String eql() {
      return "(" + left.eql() + ") and (" + right.eql() + ")";
    }
  }

  record Either(Condition left, Condition right) implements Condition {
    @Override
    public @Nullable Boolean of(PlainEvent event) {
      Boolean first = left.of(event);
      Boolean second = right.of(event);
      if (Boolean.TRUE.equals(first) || Boolean.TRUE.equals(second)) {
        return true;
      }
      return first == null || second == null ? null : false;
    }

    @Override
    public String eql() {
      return "(" + left.eql() + ") or (" + right.eql() + ")";
    }
  }
}

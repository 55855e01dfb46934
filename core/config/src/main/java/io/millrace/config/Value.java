package io.millrace.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a file holds at one place, as it was written: references are not resolved yet. */
sealed interface Value {

  record Nothing() implements Value {
    @Override
    public @Nullable Object plain() {
      return null;
    }

    @Override
    public String describe() {
      return "nothing";
    }
  }

  record Text(String written) implements Value {
    @Override
    public Object plain() {
      return written;
    }

    @Override
    public String describe() {
      return "the text '" + shortened(written) + "'";
    }
  }

  record Decimal(BigDecimal number) implements Value {
    @Override
    public Object plain() {
      return number;
    }

    @Override
    public String describe() {
      return "the number " + shortened(number.toString());
    }
  }

  record Flag(boolean flag) implements Value {
    @Override
    public Object plain() {
      return flag;
    }

    @Override
    public String describe() {
      return "the boolean " + flag;
    }
  }

  record Items(List<Value> items) implements Value {
    @Override
    public List<@Nullable Object> plain() {
      List<@Nullable Object> plain = new ArrayList<>();
      items.forEach(item -> plain.add(item.plain()));
      return plain;
    }

    @Override
    public String describe() {
      return "a list";
    }
  }

  record Fields(Map<String, Value> fields) implements Value {
    @Override
    public Map<String, @Nullable Object> plain() {
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      fields.forEach((key, value) -> plain.put(key, value.plain()));
      return plain;
    }

    @Override
    public String describe() {
      return "a mapping";
    }
  }

  /** How a message names it. */
  String describe();

  /** The same without types of ours: String, BigDecimal, Boolean, List, Map or null. */
  @Nullable Object plain();

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}

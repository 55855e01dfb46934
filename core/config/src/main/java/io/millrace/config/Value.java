package io.millrace.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** What a file holds at one place, as it was written: references are not resolved yet. */
sealed interface Value {

  record Nothing() implements Value {
    @Override
    public String describe() {
      return "nothing";
    }
  }

  record Text(String written) implements Value {
    @Override
    public String describe() {
      return "the text '" + shortened(written) + "'";
    }
  }

  record Decimal(BigDecimal number) implements Value {
    @Override
    public String describe() {
      return "the number " + shortened(number.toString());
    }
  }

  record Flag(boolean flag) implements Value {
    @Override
    public String describe() {
      return "the boolean " + flag;
    }
  }

  record Items(List<Value> items) implements Value {
    @Override
    public String describe() {
      return "a list";
    }
  }

  record Fields(Map<String, Value> fields) implements Value {
    @Override
    public String describe() {
      return "a mapping";
    }
  }

  /** How a message names it. */
  String describe();

  private static String shortened(String text) {
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }
}

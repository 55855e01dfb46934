package io.millrace.udfs;

import java.math.BigDecimal;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.ScalarFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code EVENT_NUMBER(body, path)}: the number at a dotted path, exact to its last digit.
 *
 * <p>NULL if an argument is NULL, the body is no JSON object, or the property is absent or no JSON
 * number. NULL also, never rounded, if the number has more than 20 digits before its point or more
 * than 18 behind it; {@code CAST(EVENT_TEXT(body, path) AS DOUBLE)} takes those. Never throws.
 */
public final class EventNumber extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  @DataTypeHint("DECIMAL(38, 18)")
  public @Nullable BigDecimal eval(
      @DataTypeHint(value = "STRING", bridgedTo = StringData.class) @Nullable StringData body,
      @Nullable String path) {
    return body == null || path == null ? null : EventBody.number(body.toBytes(), path);
  }
}

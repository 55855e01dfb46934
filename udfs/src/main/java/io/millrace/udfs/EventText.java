package io.millrace.udfs;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.ScalarFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code EVENT_TEXT(body, path)}: the property at a dotted path as text.
 *
 * <p>A string is given as it is, a number or boolean as the JSON has it, an object or array as
 * compact JSON. NULL if an argument is NULL, the body is no JSON object, or the property is absent
 * or null; never throws.
 */
public final class EventText extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  @DataTypeHint(value = "STRING", bridgedTo = StringData.class)
  public @Nullable StringData eval(
      @DataTypeHint(value = "STRING", bridgedTo = StringData.class) @Nullable StringData body,
      @Nullable String path) {
    return body == null || path == null
        ? null
        : StringData.fromString(EventBody.text(body.toBytes(), path));
  }
}

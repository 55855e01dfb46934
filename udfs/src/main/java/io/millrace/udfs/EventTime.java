package io.millrace.udfs;

import java.time.Instant;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.ScalarFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code EVENT_TIME(body)}: when the event happened, its {@code keen.timestamp}.
 *
 * <p>Milliseconds of UTC; finer digits are cut. NULL if the body is NULL or no JSON object, or if
 * the property is absent, not a string, or no ISO 8601 time with an offset; never throws.
 */
public final class EventTime extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  @DataTypeHint(value = "TIMESTAMP_LTZ(3)", bridgedTo = TimestampData.class)
  public @Nullable TimestampData eval(
      @DataTypeHint(value = "STRING", bridgedTo = StringData.class) @Nullable StringData body) {
    Instant time = body == null ? null : EventBody.time(body.toBytes());
    return time == null ? null : TimestampData.fromEpochMillis(time.toEpochMilli());
  }
}

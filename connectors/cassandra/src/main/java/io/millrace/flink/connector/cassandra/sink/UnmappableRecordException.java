package io.millrace.flink.connector.cassandra.sink;

import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/** A record that can be no row; made for each such record, so it carries no stack. */
@PublicEvolving
public final class UnmappableRecordException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String table;
  private final String key;

  /**
   * @param key for a human reader, as far as it is known
   * @param reason what does not fit, with the column's name
   */
  public UnmappableRecordException(
      String table, String key, String reason, @Nullable Throwable cause) {
    super(reason, cause, false, false);
    this.table = table;
    this.key = key;
  }

  public String table() {
    return table;
  }

  public String key() {
    return key;
  }

  public String reason() {
    return String.valueOf(getMessage());
  }
}

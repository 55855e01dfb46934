package io.millrace.flink.connector.cassandra.sink.internal;

import org.jspecify.annotations.Nullable;

/** A row that cannot even be sent; made for each such row, so it carries no stack. */
final class UnwritableRowException extends Exception {

  private static final long serialVersionUID = 1L;

  UnwritableRowException(String reason, @Nullable Throwable cause) {
    super(reason, cause, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}

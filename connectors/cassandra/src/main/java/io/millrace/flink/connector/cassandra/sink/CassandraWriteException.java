package io.millrace.flink.connector.cassandra.sink;

import java.io.IOException;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/** A row could not be written and the job must not go on without it. */
@PublicEvolving
public final class CassandraWriteException extends IOException {

  public CassandraWriteException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

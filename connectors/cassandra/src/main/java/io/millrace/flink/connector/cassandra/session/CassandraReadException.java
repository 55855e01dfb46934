package io.millrace.flink.connector.cassandra.session;

import java.io.IOException;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/** Rows could not be read and the job must not go on without them. */
@PublicEvolving
public final class CassandraReadException extends IOException {

  public CassandraReadException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

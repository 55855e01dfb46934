package io.millrace.flink.connector.cassandra.session;

import java.io.IOException;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * Cassandra cannot be used as set up; the message says why and what to change, and fits on a line.
 */
@PublicEvolving
public final class CassandraSetupException extends IOException {

  public CassandraSetupException(String message) {
    super(message);
  }

  public CassandraSetupException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

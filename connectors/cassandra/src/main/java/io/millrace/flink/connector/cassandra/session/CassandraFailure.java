package io.millrace.flink.connector.cassandra.session;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverExecutionException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NodeUnavailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.connection.ConnectionInitException;
import com.datastax.oss.driver.api.core.connection.CrcMismatchException;
import com.datastax.oss.driver.api.core.connection.FrameTooLongException;
import com.datastax.oss.driver.api.core.connection.HeartbeatException;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.CDCWriteFailureException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.ReadFailureException;
import com.datastax.oss.driver.api.core.servererrors.ReadTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteFailureException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import com.datastax.oss.driver.api.core.type.codec.CodecNotFoundException;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * What a failed idempotent request means for the row it carried.
 *
 * <p>The only place that tells them apart; docs/connectors/cassandra.md has the same table, which a
 * test compares.
 */
@PublicEvolving
public enum CassandraFailure {
  /**
   * The cluster could not take the row now; the same request may succeed later.
   *
   * <ul>
   *   <li>{@code UnavailableException}: too few replicas alive, nothing was written.
   *   <li>{@code WriteTimeoutException}, {@code WriteFailureException}, {@code
   *       CDCWriteFailureException}: some replicas may have the row, others not; written again with
   *       the same timestamp it is the same row.
   *   <li>{@code ReadTimeoutException}, {@code ReadFailureException}: the same for reads.
   *   <li>{@code OverloadedException}, {@code BootstrappingException}, {@code ServerError}: the
   *       coordinator is too busy, too young or stumbled; a lasting bug ends with the time allowed
   *       for retries.
   *   <li>{@code BusyConnectionException}, {@code RequestThrottlingException}: more requests at
   *       once than the connection or the driver's throttler takes.
   *   <li>{@code NoNodeAvailableException}, {@code NodeUnavailableException}, {@code
   *       HeartbeatException}, {@code ClosedConnectionException}, {@code CrcMismatchException},
   *       {@code DriverTimeoutException} and any {@code IOException}: the way to the node is broken
   *       or the node is silent.
   *   <li>{@code AllNodesFailedException}: when at least one node failed in such a way, or none was
   *       tried.
   * </ul>
   */
  RETRY,

  /**
   * The row itself can never be written, others can.
   *
   * <ul>
   *   <li>{@code InvalidQueryException}: prepared statements are valid, so the values are not: a
   *       key above 64 KiB, a mutation above the server's limit, a guardrail, a TTL out of range.
   *       The exceptions are messages about the schema or the consistency level, see {@link #FAIL}.
   *   <li>{@code FrameTooLongException}: the row exceeds the greatest message.
   *   <li>{@code CodecNotFoundException}, {@code IllegalArgumentException}, {@code
   *       ClassCastException}, {@code ArithmeticException}, {@code DateTimeException}: the value
   *       does not fit the column's type; only encoding throws these.
   * </ul>
   */
  REJECT,

  /**
   * No row will get through until somebody changes something.
   *
   * <ul>
   *   <li>{@code AuthenticationException}, {@code UnauthorizedException}, {@code SSLException}: the
   *       cluster does not trust us.
   *   <li>{@code InvalidQueryException} about a table or column that does not exist, or a
   *       consistency level that the keyspace cannot have; {@code InvalidKeyspaceException}; {@code
   *       SyntaxError}; {@code InvalidConfigurationInQueryException}: schema or settings are wrong.
   *   <li>{@code ProtocolError}, {@code UnsupportedProtocolVersionException}: the two sides do not
   *       speak the same language.
   *   <li>Anything unknown: to guess would be to lose rows or to retry for nothing.
   * </ul>
   */
  FAIL;

  /** Cassandra tells an invalid value from an invalid schema by nothing but the words. */
  private static final List<String> SCHEMA_WORDS =
      List.of(
          "does not exist",
          "unconfigured table",
          "undefined column",
          "unknown identifier",
          "consistency level");

  public static CassandraFailure of(Throwable failure) {
    if (failure instanceof AllNodesFailedException allNodes) {
      return ofNodes(allNodes);
    }
    if (isWrapper(failure)) {
      return ofCause(failure.getCause());
    }
    if (failure instanceof InvalidQueryException) {
      return speaksOfSchema(failure) ? FAIL : REJECT;
    }
    if (isTrouble(failure)) {
      return RETRY;
    }
    return isUnwritable(failure) ? REJECT : FAIL;
  }

  /** One node that may recover is enough for the next attempt to succeed. */
  private static CassandraFailure ofNodes(AllNodesFailedException failure) {
    List<CassandraFailure> verdicts =
        failure.getAllErrors().values().stream()
            .flatMap(List::stream)
            .map(CassandraFailure::of)
            .toList();
    if (verdicts.isEmpty() || verdicts.contains(RETRY)) {
      return RETRY;
    }
    return verdicts.contains(FAIL) ? FAIL : REJECT;
  }

  private static boolean isWrapper(Throwable failure) {
    return failure instanceof CompletionException
        || failure instanceof ExecutionException
        || failure instanceof DriverExecutionException
        || failure instanceof ConnectionInitException;
  }

  private static CassandraFailure ofCause(@Nullable Throwable cause) {
    return cause == null ? FAIL : of(cause);
  }

  private static boolean speaksOfSchema(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return SCHEMA_WORDS.stream().anyMatch(message::contains);
  }

  private static boolean isTrouble(Throwable failure) {
    return failure instanceof UnavailableException
        || failure instanceof WriteTimeoutException
        || failure instanceof WriteFailureException
        || failure instanceof CDCWriteFailureException
        || failure instanceof ReadTimeoutException
        || failure instanceof ReadFailureException
        || failure instanceof OverloadedException
        || failure instanceof BootstrappingException
        || failure instanceof ServerError
        || failure instanceof BusyConnectionException
        || failure instanceof RequestThrottlingException
        || failure instanceof NodeUnavailableException
        || failure instanceof HeartbeatException
        || failure instanceof ClosedConnectionException
        || failure instanceof CrcMismatchException
        || failure instanceof DriverTimeoutException
        || (failure instanceof IOException && !(failure instanceof SSLException));
  }

  private static boolean isUnwritable(Throwable failure) {
    return failure instanceof FrameTooLongException
        || failure instanceof CodecNotFoundException
        || failure instanceof IllegalArgumentException
        || failure instanceof ClassCastException
        || failure instanceof ArithmeticException
        || failure instanceof DateTimeException;
  }
}

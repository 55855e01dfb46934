package io.millrace.flink.connector.cassandra.session;

import com.datastax.oss.driver.api.core.CqlSession;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.util.UserCodeClassLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A share in the one session that a TaskManager has per settings and class loader.
 *
 * <p>The class loader belongs to the key because options may name classes that only the job's jar
 * has. The last share that is closed closes the session.
 */
@Internal
public final class SessionLease implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SessionLease.class);

  /** How long a session may take to say good-bye before its connections are cut. */
  private static final long CLOSE_PATIENCE_SECONDS = 5;

  private static final SharedResources<Key, Session, CassandraSetupException> SESSIONS =
      new SharedResources<>(Session::open);

  private final SharedResources<Key, Session, CassandraSetupException>.Lease lease;

  private SessionLease(SharedResources<Key, Session, CassandraSetupException>.Lease lease) {
    this.lease = lease;
  }

  public static SessionLease acquire(CassandraConnection connection, ClassLoader loader)
      throws CassandraSetupException, InterruptedException {
    return new SessionLease(SESSIONS.acquire(new Key(connection, loader)));
  }

  /**
   * The same in a task. Should the task not come to close its share, the session is closed when
   * Flink lets go of the class loader: no thread of it outlives the job.
   */
  public static SessionLease acquire(CassandraConnection connection, UserCodeClassLoader loader)
      throws CassandraSetupException, InterruptedException {
    ClassLoader classes = loader.asClassLoader();
    loader.registerReleaseHookIfAbsent(
        SessionLease.class.getName(), () -> SESSIONS.closeAll(key -> key.loader() == classes));
    return acquire(connection, classes);
  }

  public CqlSession session() {
    return lease.get().cql();
  }

  @Override
  public void close() {
    lease.close();
  }

  static int openSessions() {
    return SESSIONS.openKeys();
  }

  private record Key(CassandraConnection connection, ClassLoader loader) {}

  private record Session(CqlSession cql, CassandraConnection connection) implements AutoCloseable {

    static Session open(Key key) throws CassandraSetupException, InterruptedException {
      CqlSession cql = OpenSession.open(key.connection(), key.loader());
      LOG.info("Opened session {} with {}", cql.getName(), key.connection());
      return new Session(cql, key.connection());
    }

    /** A cancelled task closes with its interrupt flag set, so waiting must not depend on it. */
    @Override
    public void close() {
      boolean interrupted = Thread.interrupted();
      try {
        cql.closeAsync().toCompletableFuture().get(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS);
        LOG.info("Closed session {} with {}", cql.getName(), connection.contactPoints());
      } catch (InterruptedException e) {
        interrupted = true;
        cql.forceCloseAsync();
      } catch (TimeoutException | ExecutionException e) {
        LOG.warn("Session {} did not close, cutting its connections", cql.getName(), e);
        cql.forceCloseAsync();
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}

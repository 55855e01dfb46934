package io.millrace.flink.connector.cassandra.session;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import com.datastax.oss.driver.api.core.metadata.Node;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns settings into a session, and what goes wrong on the way into one clear sentence. */
final class OpenSession {

  /** Of the names of sessions, which the driver's threads bear too. */
  private static final String NAME = "flink-cassandra-";

  private static final AtomicInteger NEXT = new AtomicInteger();

  private OpenSession() {}

  static CqlSession open(CassandraConnection connection, ClassLoader loader)
      throws CassandraSetupException, InterruptedException {
    CqlSessionBuilder builder =
        CqlSession.builder()
            .withApplicationName("flink-connector-cassandra")
            .withClassLoader(loader)
            .withConfigLoader(configuration(connection, loader))
            .addContactPoints(resolve(connection.contactPoints()));
    if (connection.user() != null && connection.password() != null) {
      builder.withAuthCredentials(connection.user(), connection.password());
    }
    CompletableFuture<CqlSession> opening = builder.buildAsync().toCompletableFuture();
    CqlSession session;
    try {
      session = opening.get();
    } catch (ExecutionException e) {
      throw explain(connection, Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptedException e) {
      var unused = opening.thenAccept(CqlSession::forceCloseAsync);
      throw e;
    }
    try {
      checkDatacenter(connection, session);
      return session;
    } catch (CassandraSetupException e) {
      session.close();
      throw e;
    }
  }

  private static DriverConfigLoader configuration(
      CassandraConnection connection, ClassLoader loader) {
    ProgrammaticDriverConfigLoaderBuilder options =
        DriverConfigLoader.programmaticBuilder(loader)
            .withString(
                DefaultDriverOption.LOAD_BALANCING_LOCAL_DATACENTER, connection.localDatacenter())
            .withString(
                DefaultDriverOption.REQUEST_CONSISTENCY, connection.consistencyLevel().name())
            .withString(DefaultDriverOption.SESSION_NAME, NAME + NEXT.getAndIncrement())
            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, connection.requestTimeout())
            // The default grows to a minute, which a job would sit out after each outage.
            .withString(DefaultDriverOption.RECONNECTION_MAX_DELAY, "5 seconds")
            // One session serves the whole TaskManager; two threads encode for many subtasks.
            .withInt(DefaultDriverOption.NETTY_IO_SIZE, 2)
            .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
            .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
            // Nothing is under way when the last writer closes, so there is nothing to wait for.
            .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
            .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0);
    connection.driverOptions().forEach((path, value) -> options.withString(() -> path, value));
    return options.build();
  }

  /** The driver itself would skip an unknown host and, with none left, try 127.0.0.1. */
  private static List<InetSocketAddress> resolve(List<ContactPoint> points)
      throws CassandraSetupException {
    List<InetSocketAddress> addresses = new ArrayList<>();
    UnknownHostException unknown = null;
    for (ContactPoint point : points) {
      try {
        for (InetAddress address : InetAddress.getAllByName(point.host())) {
          addresses.add(new InetSocketAddress(address, point.port()));
        }
      } catch (UnknownHostException e) {
        unknown = e;
      }
    }
    if (addresses.isEmpty()) {
      throw new CassandraSetupException(
          "no address is known for the host of Cassandra's contact points %s; correct the name"
              .formatted(points),
          unknown);
    }
    return addresses;
  }

  /** With another name the driver would connect and then find no node for any request. */
  private static void checkDatacenter(CassandraConnection connection, CqlSession session)
      throws CassandraSetupException {
    Set<String> seen =
        session.getMetadata().getNodes().values().stream()
            .map(Node::getDatacenter)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!seen.contains(connection.localDatacenter())) {
      throw new CassandraSetupException(
          "Cassandra at %s has no datacenter '%s', only %s; correct the local datacenter"
              .formatted(connection.contactPoints(), connection.localDatacenter(), quoted(seen)));
    }
  }

  private static String quoted(Set<String> names) {
    return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
  }

  private static CassandraSetupException explain(
      CassandraConnection connection, Throwable failure) {
    AuthenticationException refused = find(failure, AuthenticationException.class);
    if (refused != null) {
      return new CassandraSetupException(
          connection.user() == null
              ? "Cassandra at %s asks for a user and password and none is set; set the credentials"
                  .formatted(connection.contactPoints())
              : "Cassandra at %s refused user '%s': wrong user or password; correct the credentials"
                  .formatted(connection.contactPoints(), connection.user()),
          failure);
    }
    if (failure instanceof AllNodesFailedException) {
      return new CassandraSetupException(
          "Cassandra does not answer at %s (%s); start it or correct the contact points"
              .formatted(connection.contactPoints(), reason(failure)),
          failure);
    }
    return new CassandraSetupException(
        "no session with Cassandra at %s: %s; correct the connection's settings or driver options"
            .formatted(connection.contactPoints(), reason(failure)),
        failure);
  }

  private static <E extends Throwable> @Nullable E find(Throwable failure, Class<E> type) {
    if (type.isInstance(failure)) {
      return type.cast(failure);
    }
    if (failure instanceof AllNodesFailedException allNodes) {
      for (List<Throwable> errors : allNodes.getAllErrors().values()) {
        for (Throwable error : errors) {
          E found = find(error, type);
          if (found != null) {
            return found;
          }
        }
      }
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      E found = find(suppressed, type);
      if (found != null) {
        return found;
      }
    }
    return failure.getCause() == null ? null : find(failure.getCause(), type);
  }

  /** Why the first node failed; the driver often has only the closed channel as its cause. */
  private static String reason(Throwable failure) {
    Throwable innermost =
        Objects.requireNonNullElse(find(failure, ConnectException.class), failure);
    while (true) {
      Throwable next = innermost.getCause();
      if (innermost instanceof AllNodesFailedException allNodes
          && !allNodes.getAllErrors().isEmpty()) {
        next = allNodes.getAllErrors().values().iterator().next().get(0);
      }
      if (next == null) {
        String message = innermost.getMessage();
        return message == null ? innermost.getClass().getSimpleName() : message;
      }
      innermost = next;
    }
  }
}

package io.millrace.jobs.common;

import io.millrace.config.ConfigException;
import io.millrace.flink.connector.cassandra.session.CassandraConnection;
import io.millrace.flink.connector.cassandra.session.CassandraSetupException;
import io.millrace.flink.connector.cassandra.session.SessionLease;

/** The keyspace of a configuration, and how to reach it. */
public final class CassandraKeyspace {

  private CassandraKeyspace() {}

  /** A session; {@link ConfigException} says why there is none. */
  public static SessionLease connect(MillraceConfig config) throws InterruptedException {
    try {
      return SessionLease.acquire(connection(config), CassandraKeyspace.class.getClassLoader());
    } catch (CassandraSetupException e) {
      throw new ConfigException("cassandra: " + e.getMessage(), e);
    }
  }

  /** For a sink. */
  public static CassandraConnection connection(MillraceConfig config) {
    MillraceConfig.Cassandra settings = settings(config);
    CassandraConnection.Builder connection =
        CassandraConnection.builder()
            .setContactPoints(settings.contactPoints())
            .setLocalDatacenter(settings.datacenter());
    if (settings.username() != null && settings.password() != null) {
      connection.setCredentials(settings.username(), settings.password());
    }
    settings.driver().forEach(connection::setDriverOption);
    try {
      return connection.build();
    } catch (IllegalArgumentException e) {
      throw new ConfigException(config.file() + ": cassandra: " + e.getMessage(), e);
    }
  }

  /** The section; {@link ConfigException} where it is missing. */
  public static MillraceConfig.Cassandra settings(MillraceConfig config) {
    if (config.cassandra() == null) {
      throw new ConfigException(
          config.file() + ": cassandra: is missing; write where the rollups go");
    }
    return config.cassandra();
  }

  /** The statement that makes it. */
  public static String createStatement(MillraceConfig.Cassandra settings) {
    return "CREATE KEYSPACE IF NOT EXISTS \""
        + settings.keyspace()
        + "\" WITH replication = {'class': 'NetworkTopologyStrategy', '"
        + settings.datacenter().replace("'", "''")
        + "': "
        + settings.replication()
        + "}";
  }
}

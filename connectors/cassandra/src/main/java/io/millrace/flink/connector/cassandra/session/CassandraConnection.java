package io.millrace.flink.connector.cassandra.session;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a cluster: settings only, serializable, equal when all settings are equal.
 *
 * <pre>{@code
 * CassandraConnection.builder()
 *     .setContactPoints("cassandra-1:9042", "cassandra-2:9042")
 *     .setLocalDatacenter("datacenter1")
 *     .build()
 * }</pre>
 */
@PublicEvolving
public final class CassandraConnection implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Survives the loss of one replica of three without losing an acknowledged row. */
  public static final ConsistencyLevel DEFAULT_CONSISTENCY_LEVEL = ConsistencyLevel.LOCAL_QUORUM;

  /** Above the server's own write timeout of 2 s, so that the server's reason arrives first. */
  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private final List<ContactPoint> contactPoints;
  private final String localDatacenter;
  private final @Nullable String user;
  private final @Nullable String password;
  private final DefaultConsistencyLevel consistencyLevel;
  private final Duration requestTimeout;
  private final TreeMap<String, String> driverOptions;

  private CassandraConnection(
      List<ContactPoint> contactPoints, String localDatacenter, Builder settings) {
    this.contactPoints = contactPoints;
    this.localDatacenter = localDatacenter;
    user = settings.user;
    password = settings.password;
    consistencyLevel = settings.consistencyLevel;
    requestTimeout = settings.requestTimeout;
    driverOptions = new TreeMap<>(settings.driverOptions);
  }

  public static Builder builder() {
    return new Builder();
  }

  /**
   * Connects once and disconnects: for use before a job is submitted.
   *
   * @throws CassandraSetupException naming the host and port that do not answer, the datacenters
   *     seen, or the credentials refused
   */
  public void check() throws CassandraSetupException, InterruptedException {
    try (CqlSession session = OpenSession.open(this, CassandraConnection.class.getClassLoader())) {
      // Having opened it is the answer.
      Objects.requireNonNull(session);
    }
  }

  List<ContactPoint> contactPoints() {
    return contactPoints;
  }

  String localDatacenter() {
    return localDatacenter;
  }

  @Nullable String user() {
    return user;
  }

  @Nullable String password() {
    return password;
  }

  DefaultConsistencyLevel consistencyLevel() {
    return consistencyLevel;
  }

  Duration requestTimeout() {
    return requestTimeout;
  }

  Map<String, String> driverOptions() {
    return driverOptions;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CassandraConnection that && identity().equals(that.identity());
  }

  @Override
  public int hashCode() {
    return identity().hashCode();
  }

  private List<@Nullable Object> identity() {
    List<@Nullable Object> identity = new ArrayList<>();
    identity.add(contactPoints);
    identity.add(localDatacenter);
    identity.add(user);
    identity.add(password);
    identity.add(consistencyLevel);
    identity.add(requestTimeout);
    identity.add(driverOptions);
    return identity;
  }

  /** Leaves out the password, and of the driver's options the values, which may be secret too. */
  @Override
  public String toString() {
    return "CassandraConnection{contactPoints=%s, localDatacenter=%s, user=%s, consistency=%s, "
            .formatted(contactPoints, localDatacenter, user, consistencyLevel)
        + "requestTimeout=%s, driverOptions=%s}".formatted(requestTimeout, driverOptions.keySet());
  }

  /** Collects the settings; {@link #build()} checks them all. */
  @PublicEvolving
  public static final class Builder {

    private List<String> contactPoints = List.of();
    private @Nullable String localDatacenter;
    private @Nullable String user;
    private @Nullable String password;
    private DefaultConsistencyLevel consistencyLevel =
        (DefaultConsistencyLevel) DEFAULT_CONSISTENCY_LEVEL;
    private Duration requestTimeout = DEFAULT_REQUEST_TIMEOUT;
    private final TreeMap<String, String> driverOptions = new TreeMap<>();

    private Builder() {}

    /**
     * {@code host:port} of some nodes; the driver finds the others. All addresses of a name count.
     */
    public Builder setContactPoints(String... hostsAndPorts) {
      return setContactPoints(List.of(hostsAndPorts));
    }

    public Builder setContactPoints(List<String> hostsAndPorts) {
      contactPoints = List.copyOf(hostsAndPorts);
      return this;
    }

    /** Only its nodes get requests. */
    public Builder setLocalDatacenter(String name) {
      localDatacenter = name;
      return this;
    }

    public Builder setCredentials(String user, String password) {
      this.user = user;
      this.password = password;
      return this;
    }

    public Builder setConsistencyLevel(DefaultConsistencyLevel level) {
      consistencyLevel = level;
      return this;
    }

    /** For one attempt, after which it is tried again. */
    public Builder setRequestTimeout(Duration timeout) {
      requestTimeout = timeout;
      return this;
    }

    /**
     * Any option of the driver by its path below {@code datastax-java-driver}, such as {@code
     * advanced.ssl-engine-factory.class}; wins over what this connector sets. An element of a list
     * is written with its index: {@code advanced.ssl-engine-factory.cipher-suites.0}.
     */
    public Builder setDriverOption(String path, String value) {
      driverOptions.put(path, value);
      return this;
    }

    public CassandraConnection build() {
      return sanityCheck();
    }

    private CassandraConnection sanityCheck() {
      if (contactPoints.isEmpty()) {
        throw new IllegalArgumentException(
            "no contact point: at least one node must be known to find the others; "
                + "call setContactPoints(\"host:9042\")");
      }
      List<ContactPoint> points = contactPoints.stream().map(ContactPoint::parse).toList();
      if (localDatacenter == null || localDatacenter.isBlank()) {
        throw new IllegalArgumentException(
            "no local datacenter: the driver sends requests to one datacenter only; "
                + "call setLocalDatacenter(\"datacenter1\"), \"nodetool status\" shows the name");
      }
      if (user != null && (user.isEmpty() || password == null || password.isEmpty())) {
        throw new IllegalArgumentException(
            "user '%s' has no password, or the password no user; give both to setCredentials"
                .formatted(user));
      }
      if (requestTimeout.isNegative() || requestTimeout.isZero()) {
        throw new IllegalArgumentException(
            "request timeout is %s: a request without end would block a checkpoint for ever; "
                    .formatted(requestTimeout)
                + "call setRequestTimeout with more than zero");
      }
      return new CassandraConnection(points, localDatacenter, this);
    }
  }
}

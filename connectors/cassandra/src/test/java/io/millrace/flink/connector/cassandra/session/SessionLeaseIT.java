package io.millrace.flink.connector.cassandra.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import io.millrace.stack.LocalStack;
import io.millrace.stack.SharedStack;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SessionLeaseIT {

  private final LocalStack stack = SharedStack.cassandra();
  private final ClassLoader loader = SessionLeaseIT.class.getClassLoader();

  @Test
  void equalSettings_shareASessionUntilTheLastLeaseIsClosed() throws Exception {
    SessionLease first = SessionLease.acquire(connection().build(), loader);
    SessionLease second = SessionLease.acquire(connection().build(), loader);
    CqlSession session = first.session();
    assertThat(second.session()).isSameAs(session);

    first.close();
    assertThat(session.isClosed()).isFalse();
    second.close();
    assertThat(session.isClosed()).isTrue();
    assertThat(SessionLease.openSessions()).isZero();
  }

  @Test
  void otherSettingsOrClassLoader_haveASessionOfTheirOwn() throws Exception {
    CassandraConnection plain = connection().build();
    CassandraConnection packed =
        connection().setDriverOption("basic.request.page-size", "7").build();
    try (URLClassLoader otherJob = new URLClassLoader(new URL[0], loader);
        SessionLease one = SessionLease.acquire(plain, loader);
        SessionLease other = SessionLease.acquire(packed, loader);
        SessionLease ofOtherJob = SessionLease.acquire(plain, otherJob)) {

      assertThat(Set.of(one.session(), other.session(), ofOtherJob.session())).hasSize(3);
    }
    assertThat(SessionLease.openSessions()).isZero();
  }

  @Test
  void settings_reachTheDriver_andItsOptionsWin() throws Exception {
    CassandraConnection connection =
        connection()
            .setDriverOption("basic.request.page-size", "7")
            .setDriverOption("basic.request.timeout", "3 seconds")
            .setDriverOption(
                "advanced.load-balancing-policy.dc-failover.preferred-remote-dcs.0", "b")
            .build();
    try (SessionLease lease = SessionLease.acquire(connection, loader)) {
      DriverExecutionProfile options = lease.session().getContext().getConfig().getDefaultProfile();

      assertThat(options.getInt(DefaultDriverOption.REQUEST_PAGE_SIZE)).isEqualTo(7);
      assertThat(options.getDuration(DefaultDriverOption.REQUEST_TIMEOUT)).hasSeconds(3);
      assertThat(options.getString(DefaultDriverOption.REQUEST_CONSISTENCY))
          .isEqualTo("LOCAL_QUORUM");
      assertThat(
              options.getStringList(
                  DefaultDriverOption.LOAD_BALANCING_DC_FAILOVER_PREFERRED_REMOTE_DCS))
          .containsExactly("b");
    }
  }

  @Test
  void closedSession_leavesNoThread() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();

    for (int i = 0; i < 3; i++) {
      SessionLease.acquire(connection().build(), loader).close();
    }

    Set<Thread> left =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !before.contains(thread))
            .filter(thread -> thread.getName().matches("s\\d+-.*"))
            .collect(Collectors.toSet());
    for (Thread thread : left) {
      // A thread that still runs its last lines ends by itself.
      thread.join(5_000);
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
  }

  private CassandraConnection.Builder connection() {
    return CassandraConnection.builder()
        .setContactPoints(stack.cassandraContactPoint())
        .setLocalDatacenter(stack.cassandraDatacenter());
  }
}

package io.millrace.benchmarks;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A session as our connector opens it, for engines that use the driver alone. */
final class DriverSession {

  private static final String DATACENTER = "datacenter1";
  private static final int IO_THREADS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private DriverSession() {}

  static CqlSession open(String host, int port) {
    return CqlSession.builder()
        .addContactPoint(new InetSocketAddress(host, port))
        .withLocalDatacenter(DATACENTER)
        .withConfigLoader(
            DriverConfigLoader.programmaticBuilder()
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, PATIENCE)
                .withInt(DefaultDriverOption.NETTY_IO_SIZE, IO_THREADS)
                .build())
        .build();
  }
}

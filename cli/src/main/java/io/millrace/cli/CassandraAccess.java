package io.millrace.cli;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.millrace.stack.LocalStack;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;

/** Sessions with a stack's Cassandra, and its values as text. */
public final class CassandraAccess {

  /** A machine that also runs Kafka and Flink may let a query wait. */
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  private CassandraAccess() {}

  public static CqlSession connect(LocalStack stack) {
    return CqlSession.builder()
        .addContactPoint(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), stack.cassandraPort()))
        .withLocalDatacenter(stack.cassandraDatacenter())
        .withConfigLoader(
            DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, ANSWER_WITHIN)
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, ANSWER_WITHIN)
                .withInt(DefaultDriverOption.NETTY_IO_SIZE, 1)
                .build())
        .build();
  }

  /** A column's value as a person reads it: decimals without exponent, bytes as hex. */
  public static String text(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      return "0x" + HexFormat.of().formatHex(copy);
    }
    return value.toString();
  }
}

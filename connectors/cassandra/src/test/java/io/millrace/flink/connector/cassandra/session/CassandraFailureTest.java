package io.millrace.flink.connector.cassandra.session;

import static io.millrace.flink.connector.cassandra.session.CassandraFailure.FAIL;
import static io.millrace.flink.connector.cassandra.session.CassandraFailure.REJECT;
import static io.millrace.flink.connector.cassandra.session.CassandraFailure.RETRY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverExecutionException;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.InvalidKeyspaceException;
import com.datastax.oss.driver.api.core.NoNodeAvailableException;
import com.datastax.oss.driver.api.core.NodeUnavailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.UnsupportedProtocolVersionException;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.connection.ConnectionInitException;
import com.datastax.oss.driver.api.core.connection.CrcMismatchException;
import com.datastax.oss.driver.api.core.connection.FrameTooLongException;
import com.datastax.oss.driver.api.core.connection.HeartbeatException;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.AlreadyExistsException;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.CASWriteUnknownException;
import com.datastax.oss.driver.api.core.servererrors.CDCWriteFailureException;
import com.datastax.oss.driver.api.core.servererrors.DefaultWriteType;
import com.datastax.oss.driver.api.core.servererrors.FunctionFailureException;
import com.datastax.oss.driver.api.core.servererrors.InvalidConfigurationInQueryException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.ProtocolError;
import com.datastax.oss.driver.api.core.servererrors.ReadFailureException;
import com.datastax.oss.driver.api.core.servererrors.ReadTimeoutException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import com.datastax.oss.driver.api.core.servererrors.TruncateException;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteFailureException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import com.datastax.oss.driver.api.core.session.ProgrammaticArguments;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.codec.CodecNotFoundException;
import com.datastax.oss.driver.api.core.type.reflect.GenericType;
import com.datastax.oss.driver.internal.core.context.DefaultDriverContext;
import com.datastax.oss.driver.internal.core.metadata.DefaultEndPoint;
import com.datastax.oss.driver.internal.core.metadata.DefaultNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CassandraFailureTest {

  private static final DefaultConsistencyLevel QUORUM = DefaultConsistencyLevel.LOCAL_QUORUM;
  private static final Node SOME_NODE =
      new DefaultNode(
          new DefaultEndPoint(new InetSocketAddress("127.0.0.1", 9042)),
          new DefaultDriverContext(
              DriverConfigLoader.programmaticBuilder().build(),
              ProgrammaticArguments.builder().build()));
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 9042);

  private static final Throwable OVERLOADED = new OverloadedException(null);
  private static final Throwable UNAUTHORIZED = new UnauthorizedException(null, "no MODIFY");
  private static final Throwable REFUSED = new AuthenticationException(null, "bad credentials");
  private static final Throwable TOO_LONG = new FrameTooLongException(ADDRESS, "too long");

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(new UnavailableException(null, QUORUM, 2, 1), RETRY),
        arguments(new WriteTimeoutException(null, QUORUM, 1, 2, DefaultWriteType.SIMPLE), RETRY),
        arguments(
            new WriteFailureException(null, QUORUM, 1, 2, DefaultWriteType.SIMPLE, 1, Map.of()),
            RETRY),
        arguments(new CDCWriteFailureException(null), RETRY),
        arguments(new ReadTimeoutException(null, QUORUM, 1, 2, false), RETRY),
        arguments(new ReadFailureException(null, QUORUM, 1, 2, 1, false, Map.of()), RETRY),
        arguments(OVERLOADED, RETRY),
        arguments(new BootstrappingException(null), RETRY),
        arguments(new ServerError(null, "java.lang.NullPointerException"), RETRY),
        arguments(new BusyConnectionException(1024), RETRY),
        arguments(new RequestThrottlingException("queue is full"), RETRY),
        arguments(new NoNodeAvailableException(), RETRY),
        arguments(new NodeUnavailableException(SOME_NODE), RETRY),
        arguments(new HeartbeatException(ADDRESS, "silent", null), RETRY),
        arguments(new ClosedConnectionException("closed"), RETRY),
        arguments(new CrcMismatchException("bits flipped"), RETRY),
        arguments(new DriverTimeoutException("after 10 s"), RETRY),
        arguments(new IOException("broken pipe"), RETRY),
        arguments(new InvalidQueryException(null, "Key length of 70000 is longer"), REJECT),
        arguments(new InvalidQueryException(null, "ttl is too large"), REJECT),
        arguments(TOO_LONG, REJECT),
        arguments(new CodecNotFoundException(DataTypes.INT, GenericType.STRING), REJECT),
        arguments(new IllegalArgumentException("not ASCII"), REJECT),
        arguments(new ClassCastException("String is no Integer"), REJECT),
        arguments(new ArithmeticException("overflow"), REJECT),
        arguments(new DateTimeException("year 10^9"), REJECT),
        arguments(REFUSED, FAIL),
        arguments(UNAUTHORIZED, FAIL),
        arguments(new SSLException("unknown certificate"), FAIL),
        arguments(new InvalidQueryException(null, "table shop.page does not exist"), FAIL),
        arguments(new InvalidQueryException(null, "unconfigured table page"), FAIL),
        arguments(new InvalidQueryException(null, "Undefined column name views"), FAIL),
        arguments(
            new InvalidQueryException(
                null, "consistency level EACH_QUORUM not compatible with SimpleStrategy"),
            FAIL),
        arguments(new InvalidKeyspaceException("no such keyspace"), FAIL),
        arguments(new SyntaxError(null, "line 1:0"), FAIL),
        arguments(new InvalidConfigurationInQueryException(null, "no such strategy"), FAIL),
        arguments(new AlreadyExistsException(null, "shop", "page"), FAIL),
        arguments(new CASWriteUnknownException(null, QUORUM, 1, 2), FAIL),
        arguments(new FunctionFailureException(null, "divided by zero"), FAIL),
        arguments(new TruncateException(null, "nobody truncates here"), FAIL),
        arguments(new ProtocolError(null, "unknown opcode"), FAIL),
        arguments(new UnsupportedProtocolVersionException(null, "v9", List.of()), FAIL));
  }

  static Stream<Arguments> others() {
    return Stream.of(
        arguments("no node was tried", allNodes(), RETRY),
        arguments("one node may recover", allNodes(UNAUTHORIZED, OVERLOADED), RETRY),
        arguments("every node refuses us", allNodes(REFUSED, REFUSED), FAIL),
        arguments("refused by one, too long for another", allNodes(TOO_LONG, REFUSED), FAIL),
        arguments("too long for every node", allNodes(TOO_LONG, TOO_LONG), REJECT),
        arguments("completion", new CompletionException(OVERLOADED), RETRY),
        arguments("execution", new ExecutionException(TOO_LONG), REJECT),
        arguments("driver execution", new DriverExecutionException(UNAUTHORIZED), FAIL),
        arguments("init, refused", new ConnectionInitException("init", REFUSED), FAIL),
        arguments(
            "init, silent", new ConnectionInitException("init", new IOException("reset")), RETRY),
        arguments("two deep", new CompletionException(allNodes(OVERLOADED)), RETRY),
        arguments("a kind of IOException", new ConnectException("refused"), RETRY),
        arguments("another kind of it", new ClosedChannelException(), RETRY),
        arguments("unknown", new IllegalStateException("Session is closed"), FAIL),
        arguments("worse", new OutOfMemoryError("heap"), FAIL),
        arguments("wraps nothing", new CompletionException("", null), FAIL));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failure_hasItsVerdict(Throwable failure, CassandraFailure verdict) {
    assertThat(CassandraFailure.of(failure)).isEqualTo(verdict);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void otherFailure_hasTheVerdictOfWhatItIsOrWraps(
      String name, Throwable failure, CassandraFailure verdict) {
    assertThat(CassandraFailure.of(failure)).isEqualTo(verdict);
  }

  /** Is this test failing? Then a row above or a row of the page's failure table has to change. */
  @Test
  void docsTable_namesEachFailureWithItsVerdict() throws IOException {
    Pattern row = Pattern.compile("^\\| (RETRY|REJECT|FAIL) \\|([^|]*)\\|.*");
    Pattern name = Pattern.compile("`(\\w+)`");
    Set<String> documented = new TreeSet<>();
    Path page = Path.of(System.getProperty("millrace.home"), "docs/connectors/cassandra.md");
    for (String line : Files.readAllLines(page)) {
      Matcher matcher = row.matcher(line);
      if (matcher.matches()) {
        name.matcher(matcher.group(2))
            .results()
            .forEach(found -> documented.add(matcher.group(1) + " " + found.group(1)));
      }
    }

    Set<String> tested = new TreeSet<>();
    failures()
        .map(Arguments::get)
        .forEach(failure -> tested.add(failure[1] + " " + failure[0].getClass().getSimpleName()));
    assertThat(documented).isEqualTo(tested);
  }

  private static AllNodesFailedException allNodes(Throwable... errors) {
    return AllNodesFailedException.fromErrors(
        Arrays.stream(errors).map(error -> Map.entry(SOME_NODE, error)).toList());
  }
}

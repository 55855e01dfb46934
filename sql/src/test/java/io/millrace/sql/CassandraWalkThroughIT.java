package io.millrace.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs docs/connectors/cassandra-sql.md from top to bottom, as its reader would. */
class CassandraWalkThroughIT {

  private static final Path PAGE = SqlStack.HOME.resolve("docs/connectors/cassandra-sql.md");

  private static SqlStack stack;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    stack = SqlStack.shared();
  }

  @Test
  void page_fromTopToBottom_showsWhatItSays() throws Exception {
    try (CqlSession session =
        CqlSession.builder()
            .addContactPoint(new InetSocketAddress("127.0.0.1", stack.servers().cassandraPort()))
            .withLocalDatacenter(stack.servers().cassandraDatacenter())
            .build()) {
      for (String statement : String.join("\n", blocks("cql")).split(";\\s*")) {
        session.execute(SimpleStatement.newInstance(statement).setTimeout(Duration.ofSeconds(30)));
      }
      stack.createTopic("orders", 1);
      for (String order : blocks("json").get(0).lines().toList()) {
        stack.send(new ProducerRecord<>("orders", order.getBytes(UTF_8)));
      }

      String printed = client(String.join("\n", blocks("sql")));

      String shown = blocks("").get(0).strip();
      assertThat(printed.lines().map(String::strip).collect(Collectors.joining("\n")))
          .contains(shown);
      assertThat(session.execute("SELECT category, orders FROM shop.revenue").all())
          .extracting(row -> row.getString("category") + " " + row.getLong("orders"))
          .containsExactlyInAnyOrder("books 1", "toys 2");
    }
  }

  private String client(String script) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("script.sql"),
            script
                .replace("127.0.0.1:9092", stack.servers().kafkaBootstrap())
                .replace("127.0.0.1:9042", stack.servers().cassandraContactPoint()));
    String printed = stack.sqlClient("-f", file.toString());
    assertThat(printed).doesNotContain("[ERROR]");
    return printed;
  }

  private static List<String> blocks(String language) throws IOException {
    return Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$")
        .matcher(Files.readString(PAGE))
        .results()
        .filter(result -> result.group(1).equals(language))
        .map(result -> result.group(2))
        .toList();
  }
}

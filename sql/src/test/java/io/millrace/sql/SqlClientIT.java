package io.millrace.sql;

import static io.millrace.sql.EventText.event;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.sql.SqlClientInit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flink's own SQL client with our tables and functions in place. */
class SqlClientIT {

  private static final Pattern SQL_BLOCK = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

  private static SqlStack stack;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    stack = SqlStack.shared();
  }

  @Test
  void tables_queriedByTheClient_giveWhatIsThereNow() throws Exception {
    stack.createTopic("events.client", 2);
    stack.send("events.client", 0, "c1", event("c1", "2026-03-01T00:00:00.001Z", "\"n\":1.5"));
    stack.send("events.client", 1, "c2", event("c2", "2026-03-01T00:00:00.002Z", "\"n\":2"));
    stack.sendHeartbeat("events.client", 0, Instant.parse("2026-03-01T12:00:00Z"));
    stack.createTopic("in.client", 1);
    stack.send("in.client", 0, "key", "{\"n\": oops}");
    stack.send(new ProducerRecord<>("in.client", 0, new byte[] {'k'}, null));
    stack.createTopic("rejects", 1);
    stack.send(reject());
    stack.createTopic("alerts.sql", 1);
    stack.createTopic("purchases_per_category", 1);

    String printed =
        client(
            """
            SELECT collection, id, event_time, EVENT_NUMBER(body, 'n') AS n
            FROM events
            WHERE collection = 'client'
            ORDER BY id;

            SELECT topic, topic_partition, topic_offset, CAST(payload AS STRING) AS text
            FROM inbound_records
            WHERE topic = 'in.client';

            SELECT
              code, reason, source_topic, source_partition, source_offset, source_index,
              CAST(payload AS STRING) AS text
            FROM rejects
            WHERE source_topic = 'in.client';

            SELECT COUNT(*) AS alert_count
            FROM alerts
            WHERE rule = 'no such rule';

            SET 'table.dml-sync' = 'true';
            INSERT INTO archive (id, event_time, body, collection, `day`)
            VALUES ('x1', TO_TIMESTAMP_LTZ(1, 3), '{}', 'by_hand', '1970-01-01');

            SELECT id, event_time, body
            FROM archive
            WHERE collection = 'by_hand';

            SET 'execution.runtime-mode' = 'streaming';
            SELECT category
            FROM purchases_per_category
            WHERE category = 'no such category';
            """);

    assertThat(SqlStack.rows(printed))
        .containsExactly(
            "client | c1 | 2026-03-01 00:00:00.001 | 1.500000000000000000",
            "client | c2 | 2026-03-01 00:00:00.002 | 2.000000000000000000",
            "in.client | 0 | 0 | {\"n\": oops}",
            "in.client | 0 | 1 | <NULL>",
            "not_json | unexpected 'o' at 7 | in.client | 0 | 7 | 0 | {\"n\": oops}",
            "0",
            "x1 | 1970-01-01 00:00:00.001 | {}");
  }

  @Test
  void docs_everyBlock_runs() throws Exception {
    stack.createTopic("rejects", 1);
    stack.createTopic("events.purchases", 2);
    String docs = Files.readString(SqlStack.HOME.resolve("docs/sql.md"));
    List<String> blocks = SQL_BLOCK.matcher(docs).results().map(result -> result.group(1)).toList();
    assertThat(blocks).hasSizeGreaterThan(2);
    client(String.join("\n", blocks));
  }

  private String client(String script) throws IOException {
    String init = SqlClientInit.render(stack.config(), SqlStack.SQL.resolve("tables"), Map.of());
    Path initFile = Files.writeString(folder.resolve("init.sql"), init);
    Path scriptFile = Files.writeString(folder.resolve("script.sql"), script);
    String printed = stack.sqlClient("-i", initFile.toString(), "-f", scriptFile.toString());
    assertThat(printed).doesNotContain("[ERROR]");
    return printed;
  }

  private static ProducerRecord<byte[], byte[]> reject() {
    ProducerRecord<byte[], byte[]> reject =
        new ProducerRecord<>("rejects", "{\"n\": oops}".getBytes(UTF_8));
    Map.of(
            "millrace.code", "not_json",
            "millrace.reason", "unexpected 'o' at 7",
            "millrace.topic", "in.client",
            "millrace.partition", "0",
            "millrace.offset", "7",
            "millrace.index", "0",
            "millrace.timestamp", "1772323200000")
        .forEach((name, value) -> reject.headers().add(name, value.getBytes(UTF_8)));
    return reject;
  }
}

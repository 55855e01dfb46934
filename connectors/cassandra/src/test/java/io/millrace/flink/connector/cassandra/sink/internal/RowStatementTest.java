package io.millrace.flink.connector.cassandra.sink.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flink.connector.cassandra.sink.TableSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowStatementTest {

  @Test
  void statement_namesItsColumnsAndBindsAllElse() {
    TableSpec table =
        new TableSpec("shop", "page", List.of("path", "day", "views"), List.of("path", "day"));

    assertThat(RowStatement.upsertCql(table, true))
        .isEqualTo(
            "INSERT INTO shop.page (path, day, views) VALUES (?, ?, ?) "
                + "USING TIMESTAMP ? AND TTL ?");
  }

  @Test
  void names_thatAreNotPlain_areQuoted() {
    TableSpec table =
        new TableSpec(
            "Shop",
            "page\"; DROP KEYSPACE shop; --",
            List.of("select", "größe", "a b"),
            List.of("select"));

    assertThat(RowStatement.upsertCql(table, false))
        .isEqualTo(
            "INSERT INTO \"Shop\".\"page\"\"; DROP KEYSPACE shop; --\" "
                + "(\"select\", \"größe\", \"a b\") VALUES (?, ?, ?) "
                + "USING TIMESTAMP ?");
  }
}

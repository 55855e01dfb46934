package io.millrace.flink.connector.cassandra.source.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.flink.connector.cassandra.source.query.Restriction.Operator;
import io.millrace.flink.connector.cassandra.source.split.CassandraSplit;
import io.millrace.flink.connector.cassandra.source.split.TokenSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class SelectRowsTest {

  private static final ScanQuery PLAIN = ScanQuery.of("ks", "t", List.of("a", "b"));
  private static final Bytes VALUE = Bytes.of(new byte[] {1});

  @Test
  void span_isBoundedOnTheSidesWhereTheRingGoesOn() {
    assertThat(cql(PLAIN, new TokenSpan("-5", "7")))
        .isEqualTo("SELECT a, b FROM ks.t WHERE token(k) > ? AND token(k) <= ?");
    assertThat(cql(PLAIN, new TokenSpan(null, "7")))
        .isEqualTo("SELECT a, b FROM ks.t WHERE token(k) <= ?");
    assertThat(cql(PLAIN, new TokenSpan("7", null)))
        .isEqualTo("SELECT a, b FROM ks.t WHERE token(k) > ?");
    assertThat(cql(PLAIN, TokenSpan.ALL)).isEqualTo("SELECT a, b FROM ks.t");
  }

  @Test
  void compositeKey_isInItsOrder_andNamesAreQuotedWhereNeeded() {
    ScanQuery query = ScanQuery.of("My ks", "T", List.of("select", "where\"", "somewhere"));
    CassandraSplit split = CassandraSplit.of("0", new TokenSpan("1", "2"), List.of());

    assertThat(SelectRows.cql(query, List.of("z", "Y", "x"), split))
        .isEqualTo(
            "SELECT \"select\", \"where\"\"\", somewhere FROM \"My ks\".\"T\" "
                + "WHERE token(z, \"Y\", x) > ? AND token(z, \"Y\", x) <= ?");
  }

  @Test
  void restrictionsAndLimit_followTheTokens() {
    ScanQuery query =
        PLAIN.withRestrictions(List.of(new Restriction("b", Operator.EQUAL, VALUE))).withLimit(10L);

    assertThat(cql(query, new TokenSpan("1", null)))
        .isEqualTo("SELECT a, b FROM ks.t WHERE token(k) > ? AND b = ? LIMIT 10");
    assertThat(cql(query, TokenSpan.ALL)).isEqualTo("SELECT a, b FROM ks.t WHERE b = ? LIMIT 10");
  }

  @Test
  void partition_isEqualInAllColumns_thenClusteringColumns() {
    ScanQuery query =
        PLAIN.withRestrictions(
            List.of(
                new Restriction("c", Operator.EQUAL, VALUE),
                new Restriction("d", Operator.GREATER, VALUE),
                new Restriction("d", Operator.LESS_OR_EQUAL, VALUE)));
    CassandraSplit split = CassandraSplit.of("0", List.of(VALUE, VALUE), List.of());

    assertThat(SelectRows.cql(query, List.of("k", "l"), split))
        .isEqualTo("SELECT a, b FROM ks.t WHERE k = ? AND l = ? AND c = ? AND d > ? AND d <= ?");
  }

  private static String cql(ScanQuery query, TokenSpan span) {
    return SelectRows.cql(query, List.of("k"), CassandraSplit.of("0", span, List.of()));
  }
}

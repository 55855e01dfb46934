package io.millrace.flink.connector.cassandra.source.query;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.metadata.TokenMap;
import com.datastax.oss.driver.api.core.metadata.token.Token;
import io.millrace.flink.connector.cassandra.source.split.CassandraSplit;
import io.millrace.flink.connector.cassandra.source.split.TokenSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.annotation.Internal;

/** The one statement of a scan, for a span of tokens or for one partition. */
@Internal
public final class SelectRows {

  private SelectRows() {}

  /**
   * The text, the same for all splits but those at the ring's ends.
   *
   * @param partitionKey in its order, which {@code token()} demands
   */
  public static String cql(ScanQuery query, List<String> partitionKey, CassandraSplit split) {
    List<String> conditions = new ArrayList<>();
    TokenSpan span = split.span();
    if (span != null) {
      String token =
          partitionKey.stream()
              .map(SelectRows::quoted)
              .collect(Collectors.joining(", ", "token(", ")"));
      if (span.after() != null) {
        conditions.add(token + " > ?");
      }
      if (span.upTo() != null) {
        conditions.add(token + " <= ?");
      }
    } else {
      partitionKey.forEach(column -> conditions.add(quoted(column) + " = ?"));
    }
    query
        .restrictions()
        .forEach(
            restriction ->
                conditions.add(
                    "%s %s ?"
                        .formatted(quoted(restriction.column()), restriction.operator().cql())));
    return "SELECT %s FROM %s.%s%s%s"
        .formatted(
            query.columns().stream().map(SelectRows::quoted).collect(Collectors.joining(", ")),
            quoted(query.keyspace()),
            quoted(query.table()),
            conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions),
            query.limit() == null ? "" : " LIMIT " + query.limit());
  }

  /** Gives the prepared {@link #cql} its values, in the order of the text. */
  public static BoundStatement bind(
      PreparedStatement prepared, CqlSession session, ScanQuery query, CassandraSplit split) {
    BoundStatementBuilder bound = prepared.boundStatementBuilder().setIdempotence(true);
    int marker = 0;
    TokenSpan span = split.span();
    if (span != null) {
      if (span.after() != null) {
        bound = bound.setToken(marker++, token(session, span.after()));
      }
      if (span.upTo() != null) {
        Token upTo = token(session, span.upTo());
        // All rows of the span have the replicas of its end.
        bound = bound.setToken(marker++, upTo).setRoutingToken(upTo);
      }
    } else {
      for (Bytes value : split.partition()) {
        bound = bound.setBytesUnsafe(marker++, value.buffer());
      }
    }
    for (Restriction restriction : query.restrictions()) {
      bound = bound.setBytesUnsafe(marker++, restriction.value().buffer());
    }
    return bound.build();
  }

  private static Token token(CqlSession session, String text) {
    TokenMap tokens =
        session
            .getMetadata()
            .getTokenMap()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "the driver knows no tokens; leave its metadata.token-map on"));
    return tokens.parse(text);
  }

  private static String quoted(String name) {
    return CqlIdentifier.fromInternal(name).asCql(true);
  }
}

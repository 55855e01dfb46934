package io.millrace.flink.connector.cassandra.source.query;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;

/**
 * {@code column operator value}, which Cassandra checks.
 *
 * @param column as Cassandra stores its name
 * @param value encoded as the column's type
 */
@Internal
public record Restriction(String column, Operator operator, Bytes value) implements Serializable {

  /** How the column relates to the value. */
  public enum Operator {
    EQUAL("="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String cql;

    Operator(String cql) {
      this.cql = cql;
    }

    String cql() {
      return cql;
    }
  }
}

package io.millrace.datasets;

import java.util.List;
import java.util.Locale;

/** Types of Cassandra that our tables use. */
public enum CqlType {
  /** As {@link String}. */
  TEXT,
  /** As {@link Long}. */
  BIGINT,
  /** As {@link java.math.BigDecimal}. */
  DECIMAL,
  /** As {@link Boolean}. */
  BOOLEAN,
  /** As {@link Integer}. */
  INT,
  /** As {@link java.time.LocalDate}. */
  DATE,
  /** As {@link java.time.Instant}. */
  TIMESTAMP,
  /** As a list of its fields, as are all that follow. */
  DISTINCT_COUNT,
  QUANTILE_ESTIMATE,
  UNIQUE_VALUES,
  TOP_VALUES;

  /** Those that have to be there, in the order to create them; empty for a type of Cassandra. */
  List<UserType> userTypes() {
    return switch (this) {
      case TEXT, BIGINT, DECIMAL, BOOLEAN, INT, DATE, TIMESTAMP -> List.of();
      case DISTINCT_COUNT -> List.of(UserType.DISTINCT_COUNT);
      case QUANTILE_ESTIMATE -> List.of(UserType.QUANTILE_ESTIMATE);
      case UNIQUE_VALUES -> List.of(UserType.UNIQUE_VALUES);
      case TOP_VALUES -> List.of(UserType.TOP_VALUE, UserType.TOP_VALUES);
    };
  }

  /** The type as CQL and the driver's metadata write it. */
  public String cql() {
    String name = name().toLowerCase(Locale.ROOT);
    return userTypes().isEmpty() ? name : "frozen<" + name + ">";
  }
}

package io.millrace.datasets;

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
  TIMESTAMP;

  /** The type as CQL and the driver's metadata write it. */
  public String cql() {
    return name().toLowerCase(Locale.ROOT);
  }
}

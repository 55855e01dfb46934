package io.millrace.flink.connector.cassandra.source.split;

import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Tokens after one and up to another, both as text of the cluster's partitioner. No bound means the
 * ring's end on that side: the smallest token belongs to no key, and the greatest is a token like
 * others, whose rows a condition {@code token < max} would lose.
 */
@Internal
public record TokenSpan(@Nullable String after, @Nullable String upTo) {

  /** The whole ring. */
  public static final TokenSpan ALL = new TokenSpan(null, null);

  @Override
  public String toString() {
    return "(%s, %s]".formatted(after == null ? "-∞" : after, upTo == null ? "∞" : upTo);
  }
}

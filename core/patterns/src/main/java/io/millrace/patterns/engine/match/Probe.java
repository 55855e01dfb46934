package io.millrace.patterns.engine.match;

import java.math.BigDecimal;

/** Something that an event has whenever a condition holds, cheap to look up. */
sealed interface Probe {

  /** A field has a value whose {@link io.millrace.patterns.expression.Values#key} is this. */
  record Equal(String field, Object key) implements Probe {}

  /** A field's text, folded, holds this literal. */
  record Part(String field, String literal) implements Probe {}

  /** A field is a number of at least this; at most, if not {@code least}. */
  record Bound(String field, BigDecimal bound, boolean least) implements Probe {}

  /** A field is an address in this block. */
  record Block(String field, String block) implements Probe {}

  /** A field is there. */
  record Present(String field) implements Probe {}

  String field();
}

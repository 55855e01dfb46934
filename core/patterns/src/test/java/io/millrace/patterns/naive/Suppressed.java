package io.millrace.patterns.naive;

import java.util.List;

/**
 * For how long an alert of a key silences its successors.
 *
 * @param by further fields of the last event that make the key
 */
record Suppressed(List<Rule.By> by, long window) {
  Suppressed {
    by = List.copyOf(by);
  }
}

package io.millrace.patterns.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pattern, as its file defines it.
 *
 * @param id the same through all versions
 * @param version rises with each change
 * @param lateness how far behind ({@code keen.behind_ms}) an event may be to count
 * @param suppression null: every match is an alert
 * @param alertFields what an alert shows of its events, by the name that it has there
 */
public record Pattern(
    String id,
    int version,
    String title,
    String description,
    Severity severity,
    List<String> tags,
    boolean enabled,
    Detection detection,
    Duration lateness,
    @Nullable Suppression suppression,
    Map<String, Expression> alertFields) {

  public Pattern {
    tags = List.copyOf(tags);
    alertFields = Map.copyOf(alertFields);
  }

  /** From least to most urgent; Sigma's levels. */
  public enum Severity {
    INFORMATIONAL,
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
  }

  /**
   * After an alert further ones with the same keys are counted only.
   *
   * @param keys none: those of the detection
   * @param window in event time, from the alert on
   */
  public record Suppression(List<Key> keys, Duration window) {
    public Suppression {
      keys = List.copyOf(keys);
    }
  }
}

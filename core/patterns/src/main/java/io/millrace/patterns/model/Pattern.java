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

  /** What {@link #isId} takes, for messages. */
  public static final String ID_SPELLING =
      "write up to 100 of A-Z a-z 0-9 . _ -, the first a letter or digit";

  private static final java.util.regex.Pattern ID =
      java.util.regex.Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** Whether it may be the id of a pattern, which is part of keys of topics and of alerts. */
  public static boolean isId(String id) {
    return ID.matcher(id).matches();
  }

  /** The same as another version. */
  public Pattern withVersion(int other) {
    return new Pattern(
        id,
        other,
        title,
        description,
        severity,
        tags,
        enabled,
        detection,
        lateness,
        suppression,
        alertFields);
  }

  /** The same with another detection, which shows nothing of its events. */
  public Pattern withDetection(Detection other, @Nullable Suppression suppressed) {
    return new Pattern(
        id,
        version,
        title,
        description,
        severity,
        tags,
        enabled,
        other,
        lateness,
        suppressed,
        Map.of());
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

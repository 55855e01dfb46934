package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;

/** Patterns about logins, and logins. */
final class Logins {

  static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

  private Logins() {}

  /** Each failure is an alert. */
  static String eachFailure(int version) {
    return single(version, "failure");
  }

  /** Each login of an outcome is an alert. */
  static String single(int version, String outcome) {
    return """
        id: single
        version: %d
        lateness: 1 s
        query: logins where outcome == "%s"
        """
        .formatted(version, outcome);
  }

  /** Two failures and a success, within ten minutes. */
  static String bruteForce(int version) {
    return """
        id: brute-force
        version: %d
        severity: high
        lateness: 1 s
        query: |
          sequence by user with maxspan=10m
            [ logins where outcome == "failure" ] with runs=2
            [ logins where outcome == "success" ]
        """
        .formatted(version);
  }

  /** A failure that no success follows within a minute. */
  static String givenUp(int version) {
    return """
        id: given-up
        version: %d
        lateness: 1 s
        query: |
          sequence by user with maxspan=1m
            [ logins where outcome == "failure" ]
            ![ logins where outcome == "success" ]
        """
        .formatted(version);
  }

  /** So many seconds after noon, as ingest writes it. */
  static DetectEvent event(int second, String user, String outcome) {
    return event(second, user, outcome, 0);
  }

  static DetectEvent event(int second, String user, String outcome, long behindMillis) {
    long millis = at(second);
    return new DetectEvent(
        "logins",
        millis,
        ("in.logins/0/" + (1_000 + second) + "/0").getBytes(UTF_8),
        body(millis, user, outcome, behindMillis).getBytes(UTF_8));
  }

  static String body(long millis, String user, String outcome, long behindMillis) {
    return """
        {"keen":{"timestamp":"%s","created_at":"2026-03-01T12:00:00.000Z","id":"x","behind_ms":%d},\
        "user":"%s","outcome":"%s"}"""
        .formatted(AlertJson.time(millis), behindMillis, user, outcome);
  }

  static long at(int second) {
    return NOON + second * 1_000L;
  }
}

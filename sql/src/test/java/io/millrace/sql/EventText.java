package io.millrace.sql;

/** Events as ingest writes them, in the text of their JSON. */
final class EventText {

  private EventText() {}

  /** The properties follow the keen object, as they were sent. */
  static String event(String id, String time, String properties) {
    return "{\"keen\":{\"timestamp\":\"%s\",\"created_at\":\"2026-11-22T00:00:00.000Z\",\"id\":\"%s\",\"behind_ms\":0},%s}"
        .formatted(time, id, properties);
  }

  static String login(String id, String time, String user, String outcome) {
    return event(id, time, "\"user\":{\"id\":\"%s\"},\"outcome\":\"%s\"".formatted(user, outcome));
  }
}

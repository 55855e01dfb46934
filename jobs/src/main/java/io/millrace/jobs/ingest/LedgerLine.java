package io.millrace.jobs.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.events.EventTime;
import io.millrace.events.Frontier;

/**
 * One line of the ledger: what one subtask wrote of the events between two offsets of an inbound
 * partition, in the same transaction as those events.
 *
 * <p>The counts of all {@code parts} of a range add up to its {@code events}; a range of which a
 * part is missing is not whole.
 */
record LedgerLine(
    PartitionMark mark, int part, int parts, boolean exactlyOnce, VerdictCounts counts) {

  byte[] key() {
    return mark.key().toString().getBytes(UTF_8);
  }

  /** Topics' names hold no character that JSON would escape. */
  byte[] toJson() {
    StringBuilder json = new StringBuilder(320);
    json.append("{\"topic\":\"").append(mark.topic());
    json.append("\",\"partition\":").append(mark.partition());
    json.append(",\"from\":").append(mark.from());
    json.append(",\"to\":").append(mark.to());
    json.append(",\"records\":").append(mark.records());
    json.append(",\"events\":").append(mark.events());
    json.append(",\"missing\":").append(mark.missing());
    json.append(",\"part\":").append(part);
    json.append(",\"parts\":").append(parts);
    for (Verdict verdict : Verdict.values()) {
      json.append(",\"").append(verdict.word()).append("\":").append(counts.of(verdict));
    }
    if (mark.frontierMillis() != Frontier.NONE) {
      json.append(",\"frontier\":\"").append(EventTime.format(mark.frontierMillis())).append('"');
    }
    json.append(",\"checkpoint\":").append(mark.checkpoint());
    json.append(",\"run\":\"").append(mark.run());
    json.append("\",\"guarantee\":\"");
    json.append(exactlyOnce ? "exactly-once" : "at-least-once").append("\"}");
    return json.toString().getBytes(UTF_8);
  }
}

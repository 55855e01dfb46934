package io.millrace.cli.ledger;

import java.util.BitSet;
import org.apache.kafka.common.TopicPartition;

/** The lines of all parts of one range, and what the recount finds in it. */
final class Range {

  private final Line first;
  private final BitSet parts = new BitSet();
  private Counts told = Counts.NONE;
  private long validFound;
  private long lateFound;
  private long rejectedFound;
  private long recordsFound;
  private long eventsFound;

  Range(Line first) {
    this.first = first;
  }

  TopicPartition partition() {
    return first.partition();
  }

  long from() {
    return first.from();
  }

  long to() {
    return first.to();
  }

  long records() {
    return first.records();
  }

  long missing() {
    return first.missing();
  }

  long writtenMillis() {
    return first.writtenMillis();
  }

  boolean exactlyOnce() {
    return first.exactlyOnce();
  }

  Counts told() {
    return told;
  }

  boolean holds(Line line) {
    return first.from() == line.from()
        && first.to() == line.to()
        && first.checkpoint() == line.checkpoint()
        && first.run().equals(line.run());
  }

  /** Adds a part's line; returns whether it is new. */
  boolean add(Line line) {
    if (parts.get(line.part())) {
      return false;
    }
    parts.set(line.part());
    told = told.plus(line.counts());
    return true;
  }

  boolean isWhole() {
    return parts.cardinality() == first.parts();
  }

  void found(String verdict) {
    switch (verdict) {
      case "valid" -> validFound++;
      case "late" -> lateFound++;
      default -> rejectedFound++;
    }
  }

  void foundRecord(long events) {
    recordsFound++;
    eventsFound += events;
  }

  /** What stands in the topics; what has an event but no record there is a duplicate. */
  Counts recounted() {
    return new Counts(
        validFound, eventsFound - validFound - lateFound - rejectedFound, lateFound, rejectedFound);
  }

  String problem() {
    if (first.events() != told.events()) {
      return this + " holds " + first.events() + " events, but its parts tell of " + told;
    }
    if (recordsFound != first.records() || eventsFound != first.events()) {
      return this
          + " tells of "
          + first.records()
          + " records and "
          + first.events()
          + " events, but the inbound topic holds "
          + recordsFound
          + " and "
          + eventsFound;
    }
    if (!recounted().equals(told)) {
      return this + " tells of " + told + ", but the topics hold " + recounted();
    }
    return "";
  }

  @Override
  public String toString() {
    return first.partition().topic()
        + "/"
        + first.partition().partition()
        + " offsets "
        + first.from()
        + " to "
        + (first.to() - 1);
  }
}

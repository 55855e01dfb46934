package io.millrace.events;

/**
 * How far event time has come in one inbound partition: the greatest accepted event time at lower
 * offsets. It alone decides who is late, so that a replay decides the same.
 *
 * <p>The events of one record (a bulk body) have one offset, so all of them are measured against
 * the frontier before it, whatever their order.
 */
public final class Frontier {

  /** Of a partition that has no accepted event yet. */
  public static final long NONE = Long.MIN_VALUE;

  private long millis;
  private long next;

  public Frontier(long millis) {
    this.millis = millis;
    next = millis;
  }

  /**
   * How far the event's time lies behind, 0 or more, in ms; the event counts from the next record
   * on.
   */
  public long accept(long timestampMillis) {
    next = Math.max(next, timestampMillis);
    return millis == NONE ? 0 : Math.max(0, millis - timestampMillis);
  }

  /** Says that the record is over. */
  public void endRecord() {
    millis = next;
  }

  /** {@link #NONE} or the greatest event time in ms before the present record. */
  public long millis() {
    return millis;
  }
}

package io.millrace.events;

/** Reads inbound records into verdicts: at least one per record, never an exception. */
public final class EventReader {

  /** Where the verdicts of a record go, in the order of its events. */
  public interface Verdicts {

    void checked(CheckedEvent event);

    void rejected(Reject reject);
  }

  private final EventRules rules;

  public EventReader(EventRules rules) {
    this.rules = rules;
  }

  public void read(InboundRecord inbound, Verdicts out) {
    if (inbound.offset() < 0) {
      throw new UnsupportedOperationException(rules.toString());
    }
  }
}

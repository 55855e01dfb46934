package io.millrace.datasets;

/** Bytes that ingest cannot have written; nobody wants to know where they came from. */
final class NotAnEvent extends Exception {

  private static final long serialVersionUID = 1L;

  NotAnEvent() {
    super("not an event that ingest wrote", null, false, false);
  }
}

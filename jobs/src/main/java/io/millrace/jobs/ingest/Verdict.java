package io.millrace.jobs.ingest;

/** What becomes of an event, in the order in which it is asked. */
enum Verdict {
  REJECTED("rejected"),
  LATE("late"),
  DUPLICATE("duplicate"),
  VALID("valid");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** As metrics and the ledger spell it. */
  String word() {
    return word;
  }
}

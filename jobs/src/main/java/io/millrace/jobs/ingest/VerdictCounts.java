package io.millrace.jobs.ingest;

/** How many events got each verdict. */
final class VerdictCounts {

  private long rejected;
  private long late;
  private long duplicate;
  private long valid;

  void add(Verdict verdict) {
    switch (verdict) {
      case REJECTED -> rejected++;
      case LATE -> late++;
      case DUPLICATE -> duplicate++;
      case VALID -> valid++;
    }
  }

  long of(Verdict verdict) {
    return switch (verdict) {
      case REJECTED -> rejected;
      case LATE -> late;
      case DUPLICATE -> duplicate;
      case VALID -> valid;
    };
  }
}

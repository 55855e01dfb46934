package io.millrace.cli.ledger;

/** Events by verdict. */
record Counts(long valid, long duplicate, long late, long rejected) {

  static final Counts NONE = new Counts(0, 0, 0, 0);

  Counts plus(Counts other) {
    return new Counts(
        valid + other.valid,
        duplicate + other.duplicate,
        late + other.late,
        rejected + other.rejected);
  }

  long events() {
    return valid + duplicate + late + rejected;
  }

  @Override
  public String toString() {
    return "valid=" + valid + " duplicate=" + duplicate + " late=" + late + " rejected=" + rejected;
  }
}

package io.millrace.datasets;

/** What stands for a property that has no value. */
enum Missing {
  /** The event does not have the property. */
  ABSENT,
  /** The event has it as JSON null. */
  NULL
}

package io.millrace.jobs.detect.webhook;

/** The wall clock and an alarm. */
interface Timer {

  long nowMillis();

  /** Runs an action once; what it returns calls that off. */
  Runnable after(long millis, Runnable action);
}

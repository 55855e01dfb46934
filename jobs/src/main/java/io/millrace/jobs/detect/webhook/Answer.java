package io.millrace.jobs.detect.webhook;

import org.jspecify.annotations.Nullable;

/** What a receiver said: the body is not read. */
record Answer(int status, @Nullable String retryAfter) {

  boolean isTaken() {
    return status >= 200 && status < 300;
  }

  /** Whether another attempt may end otherwise. */
  boolean isPassing() {
    return status == 408 || status == 425 || status == 429 || status >= 500;
  }

  boolean isRedirect() {
    return status >= 300 && status < 400;
  }
}

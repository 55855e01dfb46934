package io.millrace.jobs.detect;

import io.millrace.patterns.engine.Limits;
import java.io.Serializable;

/** The engine's limits on their way to the operators. */
record DetectLimits(
    int buffered, int waiting, int window, int terms, int suppressions, int groups, int alertEvents)
    implements Serializable {

  static DetectLimits of(Limits limits) {
    return new DetectLimits(
        limits.buffered(),
        limits.waiting(),
        limits.window(),
        limits.terms(),
        limits.suppressions(),
        limits.groups(),
        limits.alertEvents());
  }

  Limits toEngine() {
    return new Limits(
        buffered,
        waiting,
        window,
        terms,
        suppressions,
        groups,
        alertEvents,
        Limits.DEFAULT.keyBytes(),
        Limits.DEFAULT.shownCharacters());
  }
}

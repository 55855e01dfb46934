package io.millrace.patterns.engine.match;

import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Match;

/** Takes what an event is to the rules. */
public interface MatchOutput {

  /** To be correlated by its key; one of each key of an event. */
  void match(Match match);

  /** Of a rule that asks for nothing more than this event. */
  void alert(Alert alert);
}

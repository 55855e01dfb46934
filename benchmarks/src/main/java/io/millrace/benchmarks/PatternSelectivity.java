package io.millrace.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * What a load's events are to its patterns, looked at in its first events.
 *
 * @param singles patterns of single events that an event is on average
 * @param stages of sequences and thresholds that it is
 * @param evaluated conditions that the matcher evaluates for it
 * @param equal whether the matcher says of each event what Java says, with the index and without
 */
record PatternSelectivity(double singles, double stages, double evaluated, boolean equal) {

  private static final int LOOKED_AT = 20_000;

  /** Without the index an event costs fifty times as much. */
  private static final int UNINDEXED = 2_000;

  static PatternSelectivity of(PatternLoad load) {
    List<PatternRule> rules = PatternRules.named(load.rules());
    PatternMatcher indexed = new PatternMatcher(rules, true);
    PatternMatcher unindexed = new PatternMatcher(rules, false);
    long singles = 0;
    long stages = 0;
    boolean equal = true;
    long events = Math.min(LOOKED_AT, load.events());
    for (long number = 0; number < events; number++) {
      PatternEvent event = load.event(number);
      TreeSet<String> meant = new TreeSet<>();
      for (PatternRule rule : rules) {
        for (int stage = 0; stage < rule.stages().size(); stage++) {
          if (rule.stages().get(stage).wants(event)) {
            meant.add(rule.id() + "/" + stage);
            singles += rule.isSingle() ? 1 : 0;
            stages += rule.isSingle() ? 0 : 1;
          }
        }
      }
      equal &= meant.equals(indexed.hits(event));
      equal &= number >= UNINDEXED || meant.equals(unindexed.hits(event));
    }
    return new PatternSelectivity(
        (double) singles / events,
        (double) stages / events,
        (double) indexed.evaluated() / events,
        equal);
  }

  String line(PatternLoad load, PatternTruth truth) {
    long others = truth.alerts().size() - truth.ofSingles();
    return String.format(
        Locale.ROOT,
        "selectivity load=%s rules=%d keys=%d singles_per_event=%.2f stages_per_event=%.2f"
            + " evaluated_per_event=%.1f events_per_alert=%.0f alerts_of_singles=%d equal=%s",
        load.word(),
        PatternRules.named(load.rules()).size(),
        load.users(),
        singles,
        stages,
        evaluated,
        (double) load.events() / Math.max(1, others),
        truth.ofSingles(),
        equal);
  }
}

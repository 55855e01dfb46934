package io.millrace.benchmarks;

import io.millrace.config.ConfigFile;
import io.millrace.patterns.definition.PatternDefinition;
import io.millrace.patterns.engine.Alert;
import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.EventRef;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rules;
import io.millrace.patterns.engine.match.Event;
import io.millrace.patterns.engine.match.MatchOutput;
import io.millrace.patterns.engine.match.Matcher;
import io.millrace.patterns.expression.JsonFields;
import io.millrace.patterns.model.Pattern;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The job's matcher with a set of patterns, without a job. */
final class PatternMatcher implements MatchOutput {

  private final Rules rules;
  private final Matcher matcher;
  private final JsonFields fields;

  /** Of the last event: the pattern's id, and the stages' bits. */
  private final TreeSet<String> hits = new TreeSet<>();

  private boolean isTelling;
  private long told;

  PatternMatcher(List<PatternRule> patterns, boolean indexed) {
    rules = new Rules(patterns.stream().map(PatternMatcher::live).toList());
    matcher = new Matcher(rules, Limits.DEFAULT, new Counters(), indexed);
    fields = new JsonFields(matcher.fields());
  }

  private static LivePattern live(PatternRule rule) {
    return LivePattern.always(pattern(rule));
  }

  static Pattern pattern(PatternRule rule) {
    return PatternDefinition.of(
            ConfigFile.parse(Path.of(rule.id() + ".yaml"), rule.definition(), variable -> null))
        .pattern();
  }

  /** Reads and judges an event; what comes of it is only counted. */
  long match(byte[] json, long timeMillis, EventRef ref) {
    if (!fields.read(json)) {
      throw new IllegalArgumentException("no JSON");
    }
    matcher.match(new Event(PatternLoad.COLLECTION, timeMillis, 0, ref), fields, this);
    return told;
  }

  /** What an event is: {@code id/stage}, stages from 0 on. */
  Set<String> hits(PatternEvent event) {
    hits.clear();
    isTelling = true;
    match(event.json(), event.timestampMillis(), ref(event));
    isTelling = false;
    return hits;
  }

  static EventRef ref(PatternEvent event) {
    return new EventRef(PatternLoad.COLLECTION, 0, event.number(), 0);
  }

  /** Evaluated so far, of all events. */
  long evaluated() {
    return matcher.evaluated();
  }

  @Override
  public void match(Match match) {
    told += match.hits().size();
    if (isTelling) {
      match
          .hits()
          .forEach(
              hit -> {
                String id = Objects.requireNonNull(rules.byId(hit.rule())).pattern().id();
                for (int stage = 0; stage < Long.SIZE; stage++) {
                  if (hit.is(stage)) {
                    hits.add(id + "/" + stage);
                  }
                }
              });
    }
  }

  @Override
  public void alert(Alert alert) {
    told++;
    if (isTelling) {
      hits.add(alert.patternId() + "/0");
    }
  }
}

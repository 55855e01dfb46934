package io.millrace.patterns.engine;

import io.millrace.patterns.model.Pattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a pattern was found.
 *
 * @param id the same in every run: a hash of pattern, version, key and of the first and last event,
 *     or of the time that decided of an absence
 * @param keys what the events have in common
 * @param events that matched; of many the first and the last
 * @param matched how many matched
 * @param firstMillis of the first event
 * @param lastMillis of the last event, or the time that decided
 * @param suppressed how many further matches the alert before this one stood for
 * @param approximate whether a limit took away what would have counted
 * @param why for people
 */
public record Alert(
    String id,
    String patternId,
    int version,
    String title,
    Pattern.Severity severity,
    List<String> tags,
    List<Named> keys,
    List<Event> events,
    long matched,
    long firstMillis,
    long lastMillis,
    long suppressed,
    boolean approximate,
    String why) {

  public Alert {
    tags = List.copyOf(tags);
    keys = List.copyOf(keys);
    events = List.copyOf(events);
  }

  /**
   * One that matched.
   *
   * @param stage of the pattern, from 1 on
   */
  public record Event(EventRef ref, long timeMillis, int stage, List<Named> fields) {
    public Event {
      fields = List.copyOf(fields);
    }
  }

  /** Of what a rule found. */
  public static Alert of(Rule rule, KeyBytes key, Finding finding, long suppressed) {
    Pattern pattern = rule.pattern();
    List<Seen> events = finding.events();
    return new Alert(
        id(rule, key, finding),
        pattern.id(),
        pattern.version(),
        pattern.title(),
        pattern.severity(),
        pattern.tags(),
        named(rule.keyNames(), rule.keys(key, finding)),
        events.stream()
            .map(seen -> new Event(seen.ref(), seen.timeMillis(), seen.step() + 1, seen.shown()))
            .toList(),
        finding.matched(),
        events.isEmpty() ? finding.atMillis() : events.get(0).timeMillis(),
        finding.atMillis(),
        suppressed,
        finding.approximate(),
        finding.why());
  }

  private static String id(Rule rule, KeyBytes key, Finding finding) {
    StateWriter out = new StateWriter();
    out.text(rule.pattern().id());
    out.count(rule.pattern().version());
    out.block(key.toBytes());
    if (finding.group() != null) {
      out.block(finding.group().toBytes());
    }
    List<Seen> events = finding.events();
    if (!events.isEmpty()) {
      out.ref(events.get(0).ref());
      out.ref(events.get(events.size() - 1).ref());
    }
    if (finding.absence()) {
      out.signed(finding.atMillis());
    }
    return Hashes.hex(out.toBytes());
  }

  private static List<Named> named(List<String> names, List<@Nullable Object> values) {
    List<Named> named = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      named.add(new Named(names.get(i), values.get(i)));
    }
    return named;
  }
}

package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.Counters.Counter;
import io.millrace.patterns.engine.ExpressionText;
import io.millrace.patterns.engine.Finding;
import io.millrace.patterns.engine.Hashes;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Expression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A combination of values that was not there in {@code (t - history, t)}; the first ever is new.
 * What is new within {@code learn} of a group's first event is remembered only; a group of which
 * nothing is remembered begins anew. A list stands for each of its elements. What the limit of
 * combinations takes away, the one that was last seen longest ago, is new when it comes again.
 */
final class NewTermsMachine extends Machine<NewTermsState> {

  /** Of the lists of one event. */
  private static final int MOST_COMBINATIONS = 64;

  private final long historyMillis;
  private final long learnMillis;
  private final List<String> names;

  NewTermsMachine(Rule rule, Detection.NewTerms terms, Limits limits, Counters counters) {
    super(NewTermsState.class, rule, limits, counters);
    historyMillis = terms.history().toMillis();
    learnMillis = terms.learn().toMillis();
    names = terms.terms().stream().map(NewTermsMachine::name).toList();
  }

  private static String name(Expression term) {
    return term instanceof Expression.Field field ? field.path() : ExpressionText.of(term);
  }

  @Override
  NewTermsState empty() {
    return new NewTermsState();
  }

  @Override
  NewTermsState read(StateReader in) {
    return NewTermsState.read(in);
  }

  @Override
  void add(NewTermsState state, Match match, Hit hit, Consumer<Finding> found) {
    long now = match.timeMillis();
    List<String> fresh = new ArrayList<>();
    for (List<@Nullable Object> terms : combinations(hit.values())) {
      StateWriter bytes = new StateWriter();
      bytes.values(terms);
      Long last = state.put(Hashes.of(bytes.toBytes()), now);
      if (last == null || Spans.end(last, historyMillis) <= now) {
        fresh.add(text(terms));
      }
    }
    cap(state, now);
    if (!fresh.isEmpty() && Spans.end(state.sinceMillis, learnMillis) <= now) {
      found.accept(
          new Finding(
              List.of(Seen.of(match, hit, 0)),
              1,
              now,
              false,
              false,
              String.join("; ", fresh) + " not seen for " + Spans.text(historyMillis)));
    }
  }

  private void cap(NewTermsState state, long now) {
    Iterator<Map.Entry<Long, Long>> oldest = state.lastMillis.entrySet().iterator();
    while (oldest.hasNext()) {
      boolean over = Spans.end(oldest.next().getValue(), historyMillis) <= now;
      if (!over && state.lastMillis.size() <= limits().terms()) {
        return;
      }
      oldest.remove();
      if (!over) {
        counters().count(Counter.TERMS_CAPPED);
      }
    }
  }

  static List<List<@Nullable Object>> combinations(List<@Nullable Object> values) {
    List<List<@Nullable Object>> all = List.of(List.of());
    for (Object value : values) {
      List<? extends @Nullable Object> choices =
          value instanceof List<?> list ? list : Collections.singletonList(value);
      List<List<@Nullable Object>> longer = new ArrayList<>();
      for (List<@Nullable Object> before : all) {
        for (Object choice : choices) {
          if (choice != null && longer.size() < MOST_COMBINATIONS) {
            List<@Nullable Object> more = new ArrayList<>(before);
            more.add(choice);
            longer.add(more);
          }
        }
      }
      all = longer;
    }
    return all;
  }

  private String text(List<@Nullable Object> terms) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      parts.add(names.get(i) + " " + ExpressionText.ofValue(terms.get(i)));
    }
    return String.join(", ", parts);
  }

  @Override
  long expiry(NewTermsState state) {
    return state.lastMillis.isEmpty()
        ? Long.MIN_VALUE
        : Spans.end(state.newestMillis, historyMillis) - 1;
  }
}

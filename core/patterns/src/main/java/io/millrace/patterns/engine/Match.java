package io.millrace.patterns.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An event to all rules that correlate it by the same key values.
 *
 * @param hits by {@link Hit#rule}
 */
public record Match(KeyBytes key, long timeMillis, EventRef ref, List<Hit> hits) {

  /** In event time; events of one time by where they came in. */
  public static final Comparator<Match> IN_TIME =
      Comparator.comparingLong(Match::timeMillis).thenComparing(Match::ref);

  public Match {
    hits = List.copyOf(hits);
  }

  /** All but the key. */
  public void write(StateWriter out) {
    out.time(timeMillis);
    out.ref(ref);
    out.count(hits.size());
    hits.forEach(hit -> hit.write(out));
  }

  /** See {@link #write}. */
  public static Match read(KeyBytes key, StateReader in) {
    long time = in.time();
    EventRef ref = in.ref();
    int size = in.size();
    List<Hit> hits = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      hits.add(Hit.read(in));
    }
    return new Match(key, time, ref, hits);
  }
}

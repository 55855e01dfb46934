package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.Counters;
import io.millrace.patterns.engine.Counters.Counter;
import io.millrace.patterns.engine.Finding;
import io.millrace.patterns.engine.Hit;
import io.millrace.patterns.engine.Limits;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.Rule;
import io.millrace.patterns.engine.Seen;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.model.Detection;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Two events in a row, less than the window apart, whose way takes more speed than there is. No
 * time at all is any speed. Events without a place on Earth are left out.
 */
final class GeoMachine extends Machine<LastSeen> {

  /** IUGG's mean radius R1. */
  private static final double EARTH_RADIUS_KM = 6371.0088;

  private static final double MILLIS_PER_HOUR = 3_600_000.0;

  private final Detection.GeoVelocity geo;
  private final long windowMillis;

  GeoMachine(Rule rule, Detection.GeoVelocity geo, Limits limits, Counters counters) {
    super(LastSeen.class, rule, limits, counters);
    this.geo = geo;
    windowMillis = geo.window().toMillis();
  }

  @Override
  LastSeen empty() {
    return new LastSeen();
  }

  @Override
  LastSeen read(StateReader in) {
    return LastSeen.read(in);
  }

  @Override
  void add(LastSeen state, Match match, Hit hit, Consumer<Finding> found) {
    double latitude = degrees(hit, 0);
    double longitude = degrees(hit, 1);
    if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
      counters().count(Counter.UNVALUED);
      return;
    }
    Seen before = state.event;
    Seen event = Seen.of(match, hit, 0);
    if (before != null && Spans.end(before.timeMillis(), windowMillis) > event.timeMillis()) {
      double km = kilometres(state.latitude, state.longitude, latitude, longitude);
      long millis = event.timeMillis() - before.timeMillis();
      if (km >= geo.leastKm() && km / (millis / MILLIS_PER_HOUR) > geo.fasterThanKmPerHour()) {
        found.accept(
            new Finding(
                List.of(before, event), 2, event.timeMillis(), false, false, text(km, millis)));
      }
    }
    state.event = event;
    state.latitude = latitude;
    state.longitude = longitude;
  }

  private static double degrees(Hit hit, int index) {
    return hit.values().get(index) instanceof BigDecimal number ? number.doubleValue() : Double.NaN;
  }

  /** On a sphere, by haversines; in error by up to 0.6 %. */
  static double kilometres(double fromLat, double fromLon, double toLat, double toLon) {
    double halfLat = StrictMath.sin(StrictMath.toRadians(toLat - fromLat) / 2);
    double halfLon = StrictMath.sin(StrictMath.toRadians(toLon - fromLon) / 2);
    double haversine =
        halfLat * halfLat
            + StrictMath.cos(StrictMath.toRadians(fromLat))
                * StrictMath.cos(StrictMath.toRadians(toLat))
                * halfLon
                * halfLon;
    return 2 * EARTH_RADIUS_KM * StrictMath.asin(Math.min(1, StrictMath.sqrt(haversine)));
  }

  private static String text(double km, long millis) {
    return String.format(
        Locale.ROOT,
        "%.0f km in %s%s",
        km,
        Spans.text(millis),
        millis == 0
            ? ""
            : String.format(Locale.ROOT, ", %.0f km/h", km * MILLIS_PER_HOUR / millis));
  }

  @Override
  long expiry(LastSeen state) {
    return state.event == null
        ? Long.MIN_VALUE
        : Spans.end(state.event.timeMillis(), windowMillis) - 1;
  }
}

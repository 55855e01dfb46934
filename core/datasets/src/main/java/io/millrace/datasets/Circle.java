package io.millrace.datasets;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;

/**
 * The places on Earth within a distance of one, on a sphere of the Earth's mean radius, which is
 * off by less than 0.6 % of the distance.
 *
 * <p>Source: R. W. Sinnott, "Virtues of the Haversine", Sky &amp; Telescope 68 (1984), p. 159.
 *
 * @param longitude in degrees, -180 to 180
 * @param latitude in degrees, -90 to 90
 */
record Circle(double longitude, double latitude, double radiusKm) implements Serializable {

  /** Mean radius R1 of the GRS 80 ellipsoid. */
  static final double EARTH_RADIUS_KM = 6_371.0088;

  static final double KM_PER_MILE = 1.609344;

  static boolean isLongitude(double degrees) {
    return degrees >= -180 && degrees <= 180;
  }

  static boolean isLatitude(double degrees) {
    return degrees >= -90 && degrees <= 90;
  }

  /** Whether the property is an array of a longitude and a latitude, and the place inside. */
  boolean holds(Property property) {
    if (property.type() != Property.Type.STRUCTURE) {
      return false;
    }
    Structure structure = (Structure) property.value();
    List<Object> items = structure.items();
    if (items.size() != 2 || isNested(structure)) {
      return false;
    }
    if (items.get(0) instanceof BigDecimal first && items.get(1) instanceof BigDecimal second) {
      double lon = first.doubleValue();
      double lat = second.doubleValue();
      return isLongitude(lon) && isLatitude(lat) && distanceKm(lon, lat) <= radiusKm;
    }
    return false;
  }

  /** The items are only the scalars; between two numbers no bracket is part of one. */
  private static boolean isNested(Structure array) {
    return array.json().lastIndexOf('[') > 0 || array.json().indexOf('{') >= 0;
  }

  double distanceKm(double otherLongitude, double otherLatitude) {
    double sinLatitude = Math.sin(Math.toRadians(otherLatitude - latitude) / 2);
    double sinLongitude = Math.sin(Math.toRadians(otherLongitude - longitude) / 2);
    double haversine =
        sinLatitude * sinLatitude
            + Math.cos(Math.toRadians(latitude))
                * Math.cos(Math.toRadians(otherLatitude))
                * sinLongitude
                * sinLongitude;
    double bounded = Math.min(1, haversine);
    return 2 * EARTH_RADIUS_KM * Math.atan2(Math.sqrt(bounded), Math.sqrt(1 - bounded));
  }
}

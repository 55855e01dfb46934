package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CircleTest {

  @ParameterizedTest
  @CsvSource({
    // longitude and latitude twice; kilometres; how far off they may be
    // Lyon and Paris: the README of the Python package haversine, which has the same radius.
    "4.8422, 45.7597, 2.3508, 48.8567, 392.2172595594006, 1e-9",
    // Nashville and Los Angeles airports: 2887.2599506071106 km at Rosetta Code for a radius of
    // 6372.8 km, times 6371.0088 / 6372.8.
    "-86.67, 36.12, -118.40, 33.94, 2886.4484297648546, 1e-9",
    // Land's End and John o' Groats: 968.9 km at Movable Type Scripts.
    "-5.714722, 50.066389, -3.07, 58.643889, 968.9, 0.05",
    // One degree is 2 pi 6371.0088 km / 360, also across the antimeridian and across a pole.
    "0, 0, 1, 0, 111.19508023353291, 1e-9",
    "10, 44.5, 10, 45.5, 111.19508023353291, 1e-9",
    "179.5, 0, -179.5, 0, 111.19508023353291, 1e-9",
    "-180, 10, 180, 10, 0, 1e-9",
    "30, 89.5, -150, 89.5, 111.19508023353291, 1e-9",
    "30, -89.5, -150, -89.5, 111.19508023353291, 1e-9",
    "0, 90, 137, 90, 0, 1e-9",
    "0, -90, -137, -90, 0, 1e-9",
    // A quarter and half of the way round.
    "0, 0, 0, 90, 10007.557221017962, 1e-9",
    "12, -90, 77, 90, 20015.114442035923, 1e-9",
    "0, 0, 180, 0, 20015.114442035923, 1e-9",
    "50, 20, -130, -20, 20015.114442035923, 1e-6",
    "7, 7, 7, 7, 0, 0"
  })
  void distance_isThatOfTheGreatCircle(
      double longitude,
      double latitude,
      double otherLongitude,
      double otherLatitude,
      double km,
      double off) {
    assertThat(new Circle(longitude, latitude, 1).distanceKm(otherLongitude, otherLatitude))
        .isCloseTo(km, within(off));
    assertThat(new Circle(otherLongitude, otherLatitude, 1).distanceKm(longitude, latitude))
        .isCloseTo(km, within(off));
  }
}

package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrontierTest {

  private final Frontier frontier = new Frontier(Frontier.NONE);

  @Test
  void firstEvent_isBehindNothing() {
    assertThat(frontier.accept(1_000)).isZero();
  }

  @Test
  void event_isMeasuredAgainstTheGreatestBeforeIt() {
    record(1_000);
    record(5_000);
    record(2_000);

    assertThat(frontier.accept(5_000)).isZero();
    assertThat(frontier.accept(4_999)).isEqualTo(1);
    assertThat(frontier.accept(-1)).isEqualTo(5_001);
  }

  @Test
  void eventsOfOneRecord_areMeasuredAgainstTheFrontierBeforeIt() {
    record(1_000);

    assertThat(frontier.accept(9_000)).isZero();
    assertThat(frontier.accept(900)).isEqualTo(100);
    frontier.endRecord();
    assertThat(frontier.accept(8_000)).isEqualTo(1_000);
  }

  @Test
  void restoredFrontier_goesOn() {
    assertThat(new Frontier(7_000).accept(6_000)).isEqualTo(1_000);
  }

  private void record(long millis) {
    frontier.accept(millis);
    frontier.endRecord();
  }
}

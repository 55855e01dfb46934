package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventRulesTest {

  private static final EventRules DEFAULTS = EventRules.defaults();

  @Test
  void defaults_areTheDocumentedOnes() {
    assertThat(DEFAULTS)
        .isEqualTo(
            new EventRules(
                "in.", "in._bulk", Set.of(), 100, Duration.ofHours(1), 10_000_000, 900_000));
  }

  @Test
  void rules_thatCannotHold_areRefused() {
    assertThatThrownBy(() -> DEFAULTS.withBulkCollections(Set.of("_a")))
        .hasMessage("bulk collection name '_a' begins with '_', which is reserved");
    assertThatThrownBy(() -> DEFAULTS.withFutureLimit(Duration.ofMillis(-1)))
        .hasMessageContaining("futureLimit");
    assertThatThrownBy(() -> DEFAULTS.withMaxBytes(0, 1)).hasMessageContaining("maxRecordBytes");
    assertThatThrownBy(() -> DEFAULTS.withMaxBulkCollections(0))
        .hasMessageContaining("maxBulkCollections");
  }
}

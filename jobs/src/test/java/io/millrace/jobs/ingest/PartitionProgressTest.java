package io.millrace.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.InboundRecord;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PartitionProgressTest {

  private static final InboundPartition PARTITION = new InboundPartition("in.carts", 3);

  @Test
  void silence_isCountedFromTheCheckpointAfterTheLastRecord() {
    PartitionProgress progress = PartitionProgress.unread(PARTITION, seconds(5));
    assertThat(silentSeconds(progress, 25)).isEqualTo(20);
    progress.end(new InboundRecord("in.carts", 3, 0, 0, null, null));

    assertThat(
            List.of(
                silentSeconds(progress, 35),
                silentSeconds(progress, 45),
                silentSeconds(progress, 95)))
        .containsExactly(0L, 10L, 60L);
  }

  private static long silentSeconds(PartitionProgress progress, long second) {
    return progress.mark(1, seconds(second), 0, "run").silentMillis() / 1_000;
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}

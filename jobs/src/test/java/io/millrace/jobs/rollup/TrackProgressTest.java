package io.millrace.jobs.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.ConfigFile;
import io.millrace.datasets.DatasetDefinition;
import io.millrace.datasets.Grain;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrackProgressTest {

  private static final int HOURLY = Grain.ofUtc("hourly").code();

  private OneInputStreamOperatorTestHarness<ProgressMark, GrainProgress> harness;

  @BeforeEach
  void open() throws Exception {
    DatasetDefinition definition =
        DatasetDefinition.of(
            ConfigFile.parse(
                Path.of("visits.yaml"),
                """
                dataset_name: visits
                query: {event_collection: visits, analysis_type: count, interval: hourly}
                """,
                System::getenv));
    harness = new OneInputStreamOperatorTestHarness<>(new TrackProgress(List.of(definition)));
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void slowestSubtask_saysHowFarRowsAre_onceTheCheckpointIsComplete() throws Exception {
    mark(1, 500);
    mark(1, 300);
    assertThat(harness.extractOutputValues()).isEmpty();

    harness.notifyOfCompletedCheckpoint(1);

    assertThat(harness.extractOutputValues())
        .containsExactly(new GrainProgress("visits", HOURLY, 300));
  }

  @Test
  void checkpointThatFailed_saysNothing() throws Exception {
    mark(1, 500);
    mark(2, 600);

    harness.notifyOfCompletedCheckpoint(2);
    harness.notifyOfCompletedCheckpoint(1);

    assertThat(harness.extractOutputValues())
        .containsExactly(new GrainProgress("visits", HOURLY, 600));
  }

  @Test
  void unknownAndPastTimes_areNotWritten() throws Exception {
    mark(1, Long.MIN_VALUE);
    harness.notifyOfCompletedCheckpoint(1);
    mark(2, Long.MAX_VALUE);
    harness.notifyOfCompletedCheckpoint(2);
    mark(3, 600);
    harness.notifyOfCompletedCheckpoint(3);
    mark(4, 600);
    harness.notifyOfCompletedCheckpoint(4);

    assertThat(harness.extractOutputValues())
        .containsExactly(new GrainProgress("visits", HOURLY, 600));
  }

  @Test
  void checkpointThatCompletesAfterTheEnd_saysNothing() throws Exception {
    mark(1, 500);
    harness.endInput();
    harness.notifyOfCompletedCheckpoint(1);

    assertThat(harness.extractOutputValues()).isEmpty();
  }

  private void mark(long checkpoint, long watermark) throws Exception {
    harness.processElement(new ProgressMark(checkpoint, watermark), 0);
  }
}

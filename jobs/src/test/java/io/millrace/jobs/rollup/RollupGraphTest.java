package io.millrace.jobs.rollup;

import static org.apache.flink.types.PojoTestUtils.assertSerializedAsPojoWithoutKryo;

import io.millrace.jobs.JobGraphs;
import io.millrace.jobs.common.JobArguments;
import io.millrace.jobs.common.JobEnvironment;
import io.millrace.jobs.common.MillraceConfig;
import java.nio.file.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class RollupGraphTest {

  private static final Path SHOP =
      Path.of(System.getProperty("millrace.home"), "examples/shop/millrace.yaml");

  @Test
  void operators_haveTheirReleasedUidsAndTheSameNames() {
    StreamExecutionEnvironment env =
        JobEnvironment.create(JobArguments.of("--config", SHOP.toString()));

    RollupJob.build(env, MillraceConfig.read(SHOP));

    JobGraphs.assertOperators(
        env,
        "read-events",
        "fold-locally",
        "fold-cells",
        "skip-past-retention",
        "write-rollup-rows",
        "write-corrections",
        "track-progress",
        "write-progress");
  }

  @Test
  void recordsBetweenOperators_neverFallBackToKryo() {
    assertSerializedAsPojoWithoutKryo(GrainProgress.class);
  }
}

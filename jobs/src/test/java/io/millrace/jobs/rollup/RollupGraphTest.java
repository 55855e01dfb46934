package io.millrace.jobs.rollup;

import static org.apache.flink.types.PojoTestUtils.assertSerializedAsPojoWithoutKryo;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.common.JobArguments;
import io.millrace.jobs.common.JobEnvironment;
import io.millrace.jobs.common.MillraceConfig;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class RollupGraphTest {

  private static final Path SHOP =
      Path.of(System.getProperty("millrace.home"), "examples/shop/millrace.yaml");

  @Test
  void operators_haveTheirReleasedUidsAndTheSameNames() {
    StreamExecutionEnvironment env =
        JobEnvironment.create(JobArguments.of("--config", SHOP.toString()));

    RollupJob.build(env, MillraceConfig.read(SHOP));

    List<StreamNode> operators =
        env.getStreamGraph().getStreamNodes().stream()
            .filter(node -> node.getTransformationUID() != null)
            .toList();
    assertThat(operators)
        .extracting(StreamNode::getTransformationUID)
        .containsExactlyInAnyOrder(
            "read-events",
            "fan-out-cells",
            "fold-cells",
            "skip-past-retention",
            "write-rollup-rows");
    assertThat(operators)
        .allSatisfy(
            node -> assertThat(node.getOperatorName()).contains(node.getTransformationUID()));
    assertThat(operators)
        .extracting(StreamNode::getMaxParallelism)
        .containsOnly(JobEnvironment.MAX_PARALLELISM);
  }

  @Test
  void recordsBetweenOperators_neverFallBackToKryo() {
    assertSerializedAsPojoWithoutKryo(OutboundEvent.class);
    assertSerializedAsPojoWithoutKryo(KeyedCell.class);
  }
}

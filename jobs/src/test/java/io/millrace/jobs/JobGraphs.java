package io.millrace.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.common.JobEnvironment;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;

/** What the graph of every DataStream job must be. */
public final class JobGraphs {

  /** Flink's own prefix for the part of a sink that it adds itself. */
  private static final String COMMITTER = "Sink Committer: ";

  private JobGraphs() {}

  /** The operators have these uids, no more and no fewer, which are their names too. */
  public static void assertOperators(StreamExecutionEnvironment env, String... uids) {
    // Partitioning and side outputs are nodes too, without uid or state.
    List<StreamNode> operators =
        env.getStreamGraph().getStreamNodes().stream()
            .filter(node -> node.getTransformationUID() != null)
            .toList();
    assertThat(operators)
        .extracting(StreamNode::getTransformationUID)
        .containsExactlyInAnyOrder(uids);
    assertThat(operators)
        .allSatisfy(
            node ->
                assertThat(node.getOperatorName())
                    .contains(node.getTransformationUID().replace(COMMITTER, "")));
    assertThat(operators)
        .extracting(StreamNode::getMaxParallelism)
        .containsOnly(JobEnvironment.MAX_PARALLELISM);
  }
}

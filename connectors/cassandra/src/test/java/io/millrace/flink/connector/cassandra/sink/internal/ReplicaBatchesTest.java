package io.millrace.flink.connector.cassandra.sink.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaBatchesTest {

  private final List<List<Integer>> sent = new ArrayList<>();
  private final ReplicaBatches<Integer> batches = new ReplicaBatches<>(3);

  @Test
  void partitionsOfTheSameReplicas_goTogether_upToTheirNumber() throws Exception {
    batches.add("a", List.of(1), 10, sent::add);
    batches.add("b", List.of(2), 10, sent::add);
    batches.add("a", List.of(3, 4), 20, sent::add);
    assertThat(sent).isEmpty();

    batches.add("a", List.of(5), 10, sent::add);

    assertThat(sent).containsExactly(List.of(1, 3, 4, 5));
    batches.sendOldest(sent::add);
    assertThat(sent.get(1)).containsExactly(2);
    assertThat(batches.isEmpty()).isTrue();
  }

  @Test
  void bytes_areBoundedBelowWhatCassandraWarnsOf() throws Exception {
    batches.add("a", List.of(1), ReplicaBatches.MAX_BYTES / 2, sent::add);
    batches.add("a", List.of(2), ReplicaBatches.MAX_BYTES / 2, sent::add);
    batches.add("a", List.of(3), 1, sent::add);

    assertThat(sent).containsExactly(List.of(1, 2));
  }

  @Test
  void manyRowsOfOnePartition_needNoCompany() {
    assertThat(batches.takes(ReplicaBatches.MAX_BYTES / 2)).isTrue();
    assertThat(batches.takes(ReplicaBatches.MAX_BYTES / 2 + 1)).isFalse();
    assertThat(new ReplicaBatches<Integer>(1).takes(1)).isFalse();
  }
}

package io.millrace.flink.connector.cassandra.sink.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionBatchesTest {

  private final List<List<Integer>> sent = new ArrayList<>();
  private final PartitionBatches<Integer> batches = new PartitionBatches<>(100);

  @Test
  void rowsOfAPartition_goTogether_onceTheyAreLargeEnough() throws Exception {
    add(1, 10, 40);
    add(2, 20, 40);
    add(1, 11, 40);
    assertThat(sent).isEmpty();

    // Would exceed the cap: what waits goes first.
    add(1, 12, 40);
    assertThat(sent).containsExactly(List.of(10, 11));

    add(1, 13, 60);
    assertThat(sent).containsExactly(List.of(10, 11), List.of(12, 13));
    assertThat(batches.rows()).isEqualTo(1);
  }

  @Test
  void rowAboveTheCap_goesAlone() throws Exception {
    add(1, 10, 40);
    add(1, 11, 500);

    assertThat(sent).containsExactly(List.of(10), List.of(11));
    assertThat(batches.isEmpty()).isTrue();
  }

  @Test
  void tooManyPartitions_letTheOldestGo() throws Exception {
    for (int i = 0; i < PartitionBatches.MAX_ROWS + 3; i++) {
      add(i, i, 1);
    }

    assertThat(sent).containsExactly(List.of(0), List.of(1), List.of(2));
    assertThat(batches.rows()).isEqualTo(PartitionBatches.MAX_ROWS);
  }

  @Test
  void largeRows_areBoundedInBytes() throws Exception {
    PartitionBatches<Integer> large = new PartitionBatches<>(2 << 20);
    for (int i = 0; i < 5; i++) {
      large.add("table", partition(i), i, 1 << 20, sent::add);
    }

    assertThat(sent).containsExactly(List.of(0));
  }

  @Test
  void sendingTheOldest_untilNothingIsLeft() throws Exception {
    add(2, 20, 1);
    add(1, 10, 1);
    add(2, 21, 1);
    while (!batches.isEmpty()) {
      batches.sendOldest(sent::add);
    }
    batches.sendOldest(sent::add);

    assertThat(sent).containsExactly(List.of(20, 21), List.of(10));
    assertThat(batches.rows()).isZero();
  }

  private void add(int partition, int row, int size) throws Exception {
    batches.add("table", partition(partition), row, size, sent::add);
  }

  private static ByteBuffer partition(int number) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(0, number);
  }
}

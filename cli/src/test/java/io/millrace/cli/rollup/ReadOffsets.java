package io.millrace.cli.rollup;

import io.millrace.jobs.rollup.RollupJob;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** How far the rollup has read a topic as of its last checkpoint: all rows of that are written. */
final class ReadOffsets {

  private ReadOffsets() {}

  /** Returns when so many records of the topic lie before a checkpoint. */
  static void awaitRead(
      Properties client, String topic, int partitions, long records, Duration most) {
    try (Admin admin = Admin.create(client)) {
      Awaitility.await()
          .atMost(most)
          .ignoreExceptions()
          .until(() -> committed(admin, topic, partitions) >= records);
    }
  }

  /** How many do. */
  static long read(Properties client, String topic, int partitions) throws Exception {
    try (Admin admin = Admin.create(client)) {
      return committed(admin, topic, partitions);
    }
  }

  private static long committed(Admin admin, String topic, int partitions) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin.listConsumerGroupOffsets(RollupJob.NAME).partitionsToOffsetAndMetadata().get();
    long sum = 0;
    for (int partition = 0; partition < partitions; partition++) {
      OffsetAndMetadata offset = offsets.get(new TopicPartition(topic, partition));
      sum += offset == null ? 0 : offset.offset();
    }
    return sum;
  }
}

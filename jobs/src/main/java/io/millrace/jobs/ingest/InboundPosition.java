package io.millrace.jobs.ingest;

/**
 * How far a partition has been read: state of {@link CheckEvents}, part of the savepoint format.
 *
 * @param topicId Kafka's own id of the topic, empty until it was asked for
 * @param nextOffset behind the last record that was read
 * @param frontierMillis the greatest accepted event time, or {@link
 *     io.millrace.events.Frontier#NONE}
 */
public record InboundPosition(
    String topic, int partition, String topicId, long nextOffset, long frontierMillis) {

  InboundPartition key() {
    return new InboundPartition(topic, partition);
  }
}

package io.millrace.jobs.ingest;

/**
 * What one inbound partition has come to at a checkpoint: sent behind the last of its events to
 * every subtask of {@link SettleVerdicts}.
 *
 * @param from where the previous mark ended
 * @param to behind the last record read
 * @param records how many were read between them, which may be fewer than offsets
 * @param events how many events those records held; one that can't be parsed counts as one
 * @param missing how many offsets had been deleted before they were read
 * @param frontierMillis the greatest accepted event time so far
 * @param silentMillis for how long no record has come, by the clock of who reads them
 * @param range which number its events carry. Where a checkpoint is given up on the way, the next
 *     one brings two marks of a partition, and each must find its own events
 * @param run of the subtask that read it: tells apart what several attempts say of a checkpoint
 */
public record PartitionMark(
    long checkpoint,
    String topic,
    int partition,
    long from,
    long to,
    long records,
    long events,
    long missing,
    long frontierMillis,
    long silentMillis,
    int range,
    String run) {

  InboundPartition key() {
    return new InboundPartition(topic, partition);
  }
}

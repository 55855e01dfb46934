package io.millrace.jobs.ingest;

/** What was read of an inbound partition between two marks. */
record InboundRange(String topic, int partition, int range) {

  static InboundRange of(Judged judged) {
    return new InboundRange(judged.topic(), judged.partition(), judged.range());
  }

  static InboundRange of(PartitionMark mark) {
    return new InboundRange(mark.topic(), mark.partition(), mark.range());
  }

  boolean holds(Judged judged) {
    return partition == judged.partition()
        && range == judged.range()
        && topic.equals(judged.topic());
  }
}

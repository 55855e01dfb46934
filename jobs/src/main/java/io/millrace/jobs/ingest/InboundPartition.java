package io.millrace.jobs.ingest;

/** One partition of an inbound topic. */
record InboundPartition(String topic, int partition) {

  @Override
  public String toString() {
    return topic + "/" + partition;
  }
}

package io.millrace.cli.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.apache.kafka.common.TopicPartition;

/** One record of the topic ledger; docs/ledger.md describes its members. */
record Line(
    TopicPartition partition,
    long from,
    long to,
    long records,
    long events,
    long missing,
    int part,
    int parts,
    Counts counts,
    long checkpoint,
    String run,
    boolean exactlyOnce,
    long writtenMillis) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Line read(byte[] json, long writtenMillis) throws IOException {
    JsonNode line = JSON.readTree(json);
    for (String member :
        new String[] {"topic", "partition", "from", "to", "records", "events", "part", "parts"}) {
      if (!line.has(member)) {
        throw new IOException("it has no " + member);
      }
    }
    return new Line(
        new TopicPartition(line.get("topic").asText(), line.get("partition").asInt()),
        line.get("from").asLong(),
        line.get("to").asLong(),
        line.get("records").asLong(),
        line.get("events").asLong(),
        line.path("missing").asLong(),
        line.get("part").asInt(),
        line.get("parts").asInt(),
        new Counts(
            line.path("valid").asLong(),
            line.path("duplicate").asLong(),
            line.path("late").asLong(),
            line.path("rejected").asLong()),
        line.path("checkpoint").asLong(),
        line.path("run").asText(),
        line.path("guarantee").asText().equals("exactly-once"),
        writtenMillis);
  }
}

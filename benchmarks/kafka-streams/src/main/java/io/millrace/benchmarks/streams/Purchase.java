package io.millrace.benchmarks.streams;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Instant;

/** A purchase as it stands in the topic, as far as the query needs it. */
@JsonIgnoreProperties(ignoreUnknown = true)
record Purchase(Keen keen, String kind, User user, double price) {

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Keen(String timestamp) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record User(String country) {}

  long boughtAtMillis() {
    return Instant.parse(keen.timestamp).toEpochMilli();
  }
}

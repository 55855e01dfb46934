package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.jobs.common.OutboundTopics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What the topics of patterns and of their versions hold. */
final class KafkaPatterns implements KnownPatterns {

  private static final long serialVersionUID = 1;

  private final Properties client;
  private final OutboundTopics topics;

  KafkaPatterns(Properties client, OutboundTopics topics) {
    this.client = client;
    this.topics = topics;
  }

  @Override
  public Known read() {
    List<PatternVersion> stamped = new ArrayList<>();
    for (byte[] value : new CompactedTopic(client, topics.patternVersions()).read().values()) {
      VersionRecords.version(value).ifPresent(stamped::add);
    }
    return new Known(stamped, definitions());
  }

  /** Of the patterns as they are now, by id. */
  Map<String, String> definitions() {
    Map<String, String> definitions = new LinkedHashMap<>();
    new CompactedTopic(client, topics.patterns())
        .read()
        .forEach((id, definition) -> definitions.put(id, new String(definition, UTF_8)));
    return definitions;
  }
}

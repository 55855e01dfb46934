package io.millrace.jobs.detect;

import static io.millrace.jobs.detect.PatternVersion.ALWAYS;
import static io.millrace.jobs.detect.PatternVersion.OPEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import io.millrace.jobs.JobsStack;
import io.millrace.jobs.common.OutboundTopics;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class KafkaVersionLogIT {

  private static final String TEXT = Logins.single(1, "failure");
  private static final OutboundTopics TOPICS = new OutboundTopics("kvl.");

  @Test
  void whoeverOpensIt_readsWhatWasAppended_andIsTheOnlyOneThatAppends() throws Exception {
    JobsStack.createTopics(1, TOPICS.patterns(), TOPICS.patternVersions());
    Properties client = new Properties();
    client.put("bootstrap.servers", JobsStack.stack().kafkaBootstrap());
    new CompactedTopic(client, TOPICS.patterns()).write(Map.of("single", TEXT.getBytes(UTF_8)));
    VersionLog log = new KafkaVersionLog(client, TOPICS, "kvl-versions");
    PatternVersion first = new PatternVersion("single", 1, TEXT, ALWAYS, OPEN, ALWAYS);
    PatternVersion ended = first.endingAt(7_000);

    try (VersionLog.Writer before = log.open()) {
      assertThat(before.read()).isEqualTo(new VersionLog.Known(List.of(), Map.of()));
      assertThat(before.definitions().ends()).isEqualTo(Map.of(0, 1L));
      PatternRecord written = before.definitions().records().get(0);
      assertThat(written.id()).isEqualTo("single");
      assertThat(written.definition()).isEqualTo(TEXT);
      before.append(
          List.of(VersionRecords.of(first, true, written), VersionRecords.unrefused("single")));
      try (VersionLog.Writer after = log.open()) {
        assertThatThrownBy(() -> before.append(List.of(VersionRecords.of(ended, true, written))))
            .isInstanceOf(ConfigException.class)
            .hasMessageContaining("topic kvl.patterns.live can't be written as kvl-versions");
        assertThat(after.read()).isEqualTo(new VersionLog.Known(List.of(first), Map.of(0, 1L)));

        after.append(List.of(VersionRecords.of(ended, true, written)));
        assertThat(after.read().stamped()).containsExactly(ended);
      }
    }
  }
}

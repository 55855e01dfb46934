package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.config.Suggestion;
import io.millrace.jobs.common.Heartbeat;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "consume",
    header = "Prints the committed records of a topic, one a line.",
    description = {
      "",
      "From the oldest to those there now. Bytes are printed as they are; a record without value is",
      "printed as (null). Heartbeats, which tell the time of a silent collection, are shown only with",
      "--headers."
    })
final class ConsumeVerb implements Callable<Integer> {

  @ParentCommand private Millrace millrace;

  @Parameters(paramLabel = "TOPIC", description = "Such as events.page_views, rejects or alerts.")
  private String topic;

  @Option(names = "--limit", paramLabel = "N", description = "Stop after N records.")
  private @Nullable Long limit;

  @Option(
      names = "--headers",
      description = "Before each record, its place and headers: why a record was rejected.")
  private boolean headers;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with new records until Ctrl-C.")
  private boolean follow;

  @Override
  public Integer call() {
    if (limit != null && limit < 1) {
      throw new CommandFailure("--limit " + limit + " is no number of records; write 1 or more");
    }
    long left = limit == null ? Long.MAX_VALUE : limit;
    try (TopicReader reader = new TopicReader(millrace.home().runningStack().kafkaBootstrap())) {
      if (!reader.topics().contains(topic)) {
        throw new CommandFailure(
            "topic "
                + topic
                + " does not exist"
                + Suggestion.hint(topic, reader.topics())
                + " there are "
                + String.join(", ", reader.topics().stream().sorted().toList()));
      }
      reader.follow(List.of(topic));
      Map<TopicPartition, Long> ends = reader.ends();
      while (left > 0 && (follow || !reader.reached(ends))) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
          boolean isNew = record.offset() >= end(ends, record);
          boolean isShown = headers || !Heartbeat.is(record);
          if (left > 0 && isShown && (follow || !isNew)) {
            print(record);
            left--;
          }
        }
        millrace.terminal().out().flush();
      }
    }
    return 0;
  }

  private static long end(Map<TopicPartition, Long> ends, ConsumerRecord<byte[], byte[]> record) {
    return ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
  }

  private void print(ConsumerRecord<byte[], byte[]> record) {
    PrintStream out = millrace.terminal().out();
    if (headers) {
      StringBuilder line = new StringBuilder("# ");
      line.append(record.topic()).append('/').append(record.partition());
      line.append('/').append(record.offset());
      List<Header> sorted = new ArrayList<>(List.of(record.headers().toArray()));
      sorted.sort(Comparator.comparing(Header::key));
      for (Header header : sorted) {
        line.append("  ").append(header.key()).append('=');
        line.append(header.value() == null ? "(null)" : new String(header.value(), UTF_8));
      }
      out.println(millrace.terminal().bold(line.toString()));
    }
    byte[] value = record.value();
    out.writeBytes(value == null ? "(null)".getBytes(UTF_8) : value);
    out.write('\n');
  }
}

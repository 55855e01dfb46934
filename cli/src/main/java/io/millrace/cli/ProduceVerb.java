package io.millrace.cli;

import io.millrace.config.Suggestion;
import io.millrace.jobs.common.KafkaTopics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "produce",
    header = "Sends every line of a file as one record, byte for byte, to a topic.",
    description = {
      "",
      "An empty line is an empty record. A missing topic in.* is created, any other is refused."
    })
final class ProduceVerb implements Callable<Integer> {

  private static final long SHOW_EVERY = 10_000;

  @ParentCommand private Millrace millrace;

  @Parameters(paramLabel = "FILE", description = "The file, or - for standard input.")
  private Path file;

  @Option(
      names = {"-t", "--topic"},
      paramLabel = "T",
      required = true,
      description = "Such as in.requests.")
  private String topic;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description = "At most N records a second; as fast as it goes unless given.")
  private double rate;

  @Option(names = "--no-create", description = "Refuse a missing topic in.* too.")
  private boolean noCreate;

  @Override
  public Integer call() throws IOException {
    boolean standardInput = file.toString().equals("-");
    if (!standardInput && !Files.isRegularFile(file)) {
      throw new CommandFailure(file + " does not exist; name a file whose lines are the records");
    }
    String bootstrap = millrace.home().runningStack().kafkaBootstrap();
    requireTopic(bootstrap);
    try (InputStream in = standardInput ? System.in : Files.newInputStream(file);
        RecordProducer producer = new RecordProducer(bootstrap, rate)) {
      RecordLines lines = new RecordLines(in);
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        producer.send(new ProducerRecord<>(topic, line));
        if (producer.sent() % SHOW_EVERY == 0) {
          millrace.terminal().passing(report(producer));
        }
      }
      producer.flush();
      millrace.terminal().line(report(producer));
    }
    return 0;
  }

  private String report(RecordProducer producer) {
    double seconds = Math.max(0.001, producer.elapsed().toMillis() / 1000.0);
    return String.format(
        "%,d records to %s, %,d a second",
        producer.sent(), topic, (long) (producer.sent() / seconds));
  }

  private void requireTopic(String bootstrap) {
    try (KafkaTopics topics = InboundTopic.connect(bootstrap)) {
      Set<String> names = topics.names();
      if (names.contains(topic)) {
        return;
      }
      if (noCreate || !InboundTopic.isInbound(topic)) {
        throw new CommandFailure(
            "topic "
                + topic
                + " does not exist"
                + Suggestion.hint(topic, names)
                + " "
                + (noCreate
                    ? "leave out --no-create to have it made"
                    : "events go to in.<collection>, which is made when it is missing"));
      }
    }
    InboundTopic.ensure(bootstrap, topic);
    millrace
        .terminal()
        .line("created " + topic + " with " + InboundTopic.PARTITIONS + " partitions");
  }
}

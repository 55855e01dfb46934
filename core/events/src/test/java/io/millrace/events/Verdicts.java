package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a reader said about one record, in order. */
final class Verdicts implements EventReader.Verdicts {

  /** 2026-01-31T10:05:03Z: the Kafka timestamp of every record in these tests. */
  static final long RECORD_TIME = 1_769_853_903_000L;

  static final String TOPIC = "in.purchases";
  static final int PARTITION = 3;
  static final long OFFSET = 42;
  static final byte[] KEY = {1, 2};

  final List<Object> all = new ArrayList<>();

  static Verdicts of(String value) {
    return of(TOPIC, value);
  }

  static Verdicts of(String topic, String value) {
    return of(topic, value.getBytes(StandardCharsets.UTF_8));
  }

  static Verdicts of(String topic, byte[] value) {
    return of(EventRules.defaults(), topic, value);
  }

  static Verdicts of(EventRules rules, String topic, byte[] value) {
    return of(new EventReader(rules), topic, value);
  }

  static Verdicts of(EventReader reader, String topic, byte[] value) {
    Verdicts verdicts = new Verdicts();
    reader.read(record(topic, value), verdicts);
    return verdicts;
  }

  static InboundRecord record(String topic, byte[] value) {
    return new InboundRecord(topic, PARTITION, OFFSET, RECORD_TIME, KEY, value);
  }

  @Override
  public void checked(CheckedEvent event) {
    all.add(event);
  }

  @Override
  public void rejected(Reject reject) {
    all.add(reject);
  }

  CheckedEvent event() {
    assertThat(all).hasSize(1).hasOnlyElementsOfType(CheckedEvent.class);
    return (CheckedEvent) all.get(0);
  }

  Reject reject() {
    assertThat(all).hasSize(1).hasOnlyElementsOfType(Reject.class);
    return (Reject) all.get(0);
  }

  RejectCode code() {
    return reject().code();
  }

  boolean isChecked() {
    return all.size() == 1 && all.get(0) instanceof CheckedEvent;
  }

  /** Each verdict as text: the collection of a checked event, or the code of a reject. */
  List<String> summary() {
    return all.stream()
        .map(
            verdict ->
                verdict instanceof CheckedEvent event
                    ? event.index() + " " + event.collection()
                    : ((Reject) verdict).index() + " " + ((Reject) verdict).code())
        .toList();
  }
}

package io.millrace.jobs.common;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Frontier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ReadOutboundEventTest {

  private final List<OutboundEvent> read = new ArrayList<>();

  @Test
  void event_bringsItsFrontier() {
    ConsumerRecord<byte[], byte[]> record = record("id", "{}".getBytes(UTF_8));
    record.headers().add(FrontierHeader.of(5_000));
    read(record);

    assertThat(read).hasSize(1);
    assertThat(read.get(0).collection()).isEqualTo("carts");
    assertThat(read.get(0).frontierMillis()).isEqualTo(5_000);
  }

  /** Its time is the wall clock's and would free the state of open intervals. */
  @Test
  void heartbeat_isLeftAside() {
    ConsumerRecord<byte[], byte[]> record = record("", null);
    record.headers().add(FrontierHeader.of(5_000));
    read(record);

    assertThat(read).isEmpty();
  }

  @Test
  void tombstone_isAnEventThatCannotBeRead() {
    read(record("id", null));

    assertThat(read).hasSize(1);
    assertThat(read.get(0).body()).isNull();
    assertThat(read.get(0).frontierMillis()).isEqualTo(Frontier.NONE);
  }

  @Test
  void event_isTheSameOnTheOtherSideOfAnExchange() throws IOException {
    ConsumerRecord<byte[], byte[]> record = record("id", "{}".getBytes(UTF_8));
    record.headers().add(FrontierHeader.of(5_000));
    read(record);
    read(record("id", null));

    TypeSerializer<OutboundEvent> serializer =
        OutboundEvent.TYPE.createSerializer(new SerializerConfigImpl());
    DataOutputSerializer out = new DataOutputSerializer(64);
    for (OutboundEvent event : read) {
      serializer.serialize(event, out);
    }
    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    OutboundEvent first = serializer.deserialize(in);
    OutboundEvent second = serializer.deserialize(in);

    assertThat(first.collection()).isEqualTo("carts");
    assertThat(first.body()).asString(UTF_8).isEqualTo("{}");
    assertThat(first.frontierMillis()).isEqualTo(5_000);
    assertThat(second.body()).isNull();
    assertThat(second.frontierMillis()).isEqualTo(Frontier.NONE);
    assertThat(in.available()).isZero();
  }

  @Test
  void heartbeat_isReadWhereItIsAskedFor() {
    ConsumerRecord<byte[], byte[]> record = record("", null);
    record.headers().add(FrontierHeader.of(5_000));
    ReadOutboundEvent.withHeartbeats(new OutboundTopics(""))
        .deserialize(record, new ListCollector<>(read));

    assertThat(read).hasSize(1);
    assertThat(read.get(0).isHeartbeat()).isTrue();
  }

  @Test
  void eventWithoutSource_cameInWhereItIsRead() {
    ReadOutboundEvent.withHeartbeats(new OutboundTopics(""))
        .deserialize(record("id", "{}".getBytes(UTF_8)), new ListCollector<>(read));

    assertThat(SourceHeader.bytes(read.get(0).headers()))
        .asString(UTF_8)
        .isEqualTo("events.carts/0/0/0");
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    ReadOutboundEvent.eventsOnly(new OutboundTopics(""))
        .deserialize(record, new ListCollector<>(read));
  }

  private static ConsumerRecord<byte[], byte[]> record(String key, byte[] value) {
    return new ConsumerRecord<>("events.carts", 0, 0, key.getBytes(UTF_8), value);
  }
}

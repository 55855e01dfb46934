package io.millrace.jobs.ingest;

import io.millrace.events.InboundRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes a record as it is, with its place in the log; never fails, since it reads no bytes. */
final class ReadInboundRecord implements KafkaRecordDeserializationSchema<InboundRecord> {

  private static final long serialVersionUID = 1;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<InboundRecord> out) {
    out.collect(
        new InboundRecord(
            record.topic(),
            record.partition(),
            record.offset(),
            record.timestamp(),
            record.key(),
            record.value()));
  }

  @Override
  public TypeInformation<InboundRecord> getProducedType() {
    return TypeInformation.of(InboundRecord.class);
  }
}

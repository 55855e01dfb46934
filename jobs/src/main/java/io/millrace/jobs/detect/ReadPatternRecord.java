package io.millrace.jobs.detect;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes a record as it is. */
final class ReadPatternRecord implements KafkaRecordDeserializationSchema<PatternRecord> {

  private static final long serialVersionUID = 1;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<PatternRecord> out) {
    if (record.key() != null) {
      out.collect(PatternRecord.of(record));
    }
  }

  @Override
  public TypeInformation<PatternRecord> getProducedType() {
    return PatternRecord.TYPE;
  }
}

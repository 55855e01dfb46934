package io.millrace.jobs.rollup;

import io.millrace.datasets.Correction;
import io.millrace.datasets.DatasetCatalog;
import io.millrace.datasets.DatasetTable;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Spells a cell as the correction of its row; its key keeps those of a row in one partition. */
final class WriteCorrection implements KafkaRecordSerializationSchema<GroupCell> {

  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(WriteCorrection.class);

  /** Of a record beside key and value, generously. */
  private static final int OVERHEAD_BYTES = 1_024;

  private final String topic;
  private final DatasetCatalog catalog;
  private final int mostBytes;
  private transient @Nullable DatasetTables tables;

  /**
   * @param mostBytes that a record may have
   */
  WriteCorrection(String topic, DatasetCatalog catalog, int mostBytes) {
    this.topic = topic;
    this.catalog = catalog;
    this.mostBytes = mostBytes;
  }

  /**
   * Nothing for a row that is not written either, since its retention is over, and for one that no
   * topic takes, which must not stop the others for ever.
   */
  @Override
  public @Nullable ProducerRecord<byte[], byte[]> serialize(
      GroupCell cell, KafkaSinkContext context, Long timestamp) {
    if (tables == null) {
      tables = new DatasetTables(catalog);
    }
    DatasetTable table = tables.of(cell);
    if (table.ttlSeconds(cell.startMillis(), System.currentTimeMillis()) == DatasetTable.EXPIRED) {
      return null;
    }
    Correction correction =
        Correction.of(table, table.key(cell.group(), cell.startMillis()), cell.cell());
    int bytes = correction.key().length + correction.value().length + OVERHEAD_BYTES;
    if (bytes > mostBytes) {
      LOG.error(
          "correction of {} with key {} has about {} bytes and {} are allowed; it is not written",
          table.name(),
          cell.group(),
          bytes,
          mostBytes);
      return null;
    }
    return new ProducerRecord<>(topic, correction.key(), correction.value());
  }
}

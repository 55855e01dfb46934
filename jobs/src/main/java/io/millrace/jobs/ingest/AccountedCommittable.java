package io.millrace.jobs.ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** A transaction of Kafka's sink and the lines of the ledger that stand in it. */
record AccountedCommittable(KafkaCommittable kafka, List<Line> lines) {

  /** One line, as far as it takes to find it and to speak of it. */
  record Line(String identity, String partition, long from, long to) {

    static Line of(LedgerLine line) {
      return new Line(
          CommittedLedger.identity(line),
          line.mark().key().toString(),
          line.mark().from(),
          line.mark().to());
    }

    void write(DataOutputView out) throws IOException {
      out.writeUTF(identity);
      out.writeUTF(partition);
      out.writeLong(from);
      out.writeLong(to);
    }

    static Line read(DataInputView in) throws IOException {
      return new Line(in.readUTF(), in.readUTF(), in.readLong(), in.readLong());
    }
  }

  /**
   * Part of the savepoint format: int version of Kafka's part, int its length, its bytes, int
   * lines, then of each line identity and partition as UTF, from and to as long.
   */
  static final class Serializer implements SimpleVersionedSerializer<AccountedCommittable> {

    private static final int VERSION = 1;

    private final SimpleVersionedSerializer<KafkaCommittable> kafka;

    Serializer(SimpleVersionedSerializer<KafkaCommittable> kafka) {
      this.kafka = kafka;
    }

    @Override
    public int getVersion() {
      return VERSION;
    }

    @Override
    public byte[] serialize(AccountedCommittable committable) throws IOException {
      DataOutputSerializer out = new DataOutputSerializer(256);
      byte[] inner = kafka.serialize(committable.kafka());
      out.writeInt(kafka.getVersion());
      out.writeInt(inner.length);
      out.write(inner);
      out.writeInt(committable.lines().size());
      for (Line line : committable.lines()) {
        line.write(out);
      }
      return out.getCopyOfBuffer();
    }

    @Override
    public AccountedCommittable deserialize(int version, byte[] bytes) throws IOException {
      if (version != VERSION) {
        throw new IOException("version " + version + " of a committable; this reads " + VERSION);
      }
      DataInputDeserializer in = new DataInputDeserializer(bytes);
      int innerVersion = in.readInt();
      byte[] inner = new byte[in.readInt()];
      in.readFully(inner);
      int count = in.readInt();
      List<Line> lines = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        lines.add(Line.read(in));
      }
      return new AccountedCommittable(kafka.deserialize(innerVersion, inner), lines);
    }
  }
}

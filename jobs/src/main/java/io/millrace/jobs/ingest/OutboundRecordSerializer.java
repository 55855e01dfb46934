package io.millrace.jobs.ingest;

import io.millrace.jobs.common.InFlightSerializer;
import io.millrace.jobs.common.SerializedType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Used only where the sink does not stand in one chain with what feeds it. */
final class OutboundRecordSerializer extends InFlightSerializer<OutboundRecord> {

  static final OutboundRecordSerializer INSTANCE = new OutboundRecordSerializer();
  static final SerializedType<OutboundRecord> TYPE =
      SerializedType.of(OutboundRecord.class, INSTANCE);

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(OutboundRecord record, DataOutputView out) throws IOException {
    out.writeUTF(record.topic());
    writeBytes(record.key(), out);
    writeBytes(record.value(), out);
    out.writeInt(record.headers().size());
    for (Header header : record.headers()) {
      out.writeUTF(header.key());
      writeBytes(header.value(), out);
    }
    AccountedCommittable.Line line = record.line();
    out.writeBoolean(line != null);
    if (line != null) {
      line.write(out);
    }
  }

  @Override
  public OutboundRecord deserialize(DataInputView in) throws IOException {
    String topic = in.readUTF();
    byte[] key = readBytes(in);
    byte[] value = readBytes(in);
    int count = in.readInt();
    List<Header> headers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      headers.add(new RecordHeader(in.readUTF(), readBytes(in)));
    }
    return new OutboundRecord(
        topic, key, value, headers, in.readBoolean() ? AccountedCommittable.Line.read(in) : null);
  }

  @Override
  public OutboundRecord createInstance() {
    return new OutboundRecord("", null, null, List.of(), null);
  }
}

package io.millrace.jobs.ingest;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The form in which {@link Judged} passes the shuffle. */
final class JudgedSerializer extends InFlightSerializer<Judged> {

  static final JudgedSerializer INSTANCE = new JudgedSerializer();

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(Judged judged, DataOutputView out) throws IOException {
    out.writeShort(judged.shard());
    out.writeByte(judged.verdict().word().charAt(0));
    out.writeUTF(judged.collection() == null ? "" : judged.collection());
    out.writeUTF(judged.topic());
    out.writeInt(judged.partition());
    out.writeLong(judged.offset());
    out.writeInt(judged.index());
    out.writeInt(judged.range());
    out.writeLong(judged.writtenMillis());
    out.writeBoolean(judged.hasId());
    if (judged.hasId()) {
      out.writeLong(judged.idHigh());
      out.writeLong(judged.idLow());
    }
    writeBytes(judged.key(), out);
    writeBytes(judged.value(), out);
    out.writeUTF(judged.reason());
  }

  @Override
  public Judged deserialize(DataInputView in) throws IOException {
    int shard = in.readUnsignedShort();
    Verdict verdict = verdict(in.readByte());
    String collection = in.readUTF();
    String topic = in.readUTF();
    int partition = in.readInt();
    long offset = in.readLong();
    int index = in.readInt();
    int range = in.readInt();
    long writtenMillis = in.readLong();
    boolean hasId = in.readBoolean();
    long idHigh = hasId ? in.readLong() : 0;
    long idLow = hasId ? in.readLong() : 0;
    byte[] key = readBytes(in);
    byte[] value = readBytes(in);
    return new Judged(
        shard,
        verdict,
        collection.isEmpty() ? null : collection,
        topic,
        partition,
        offset,
        index,
        range,
        writtenMillis,
        hasId,
        idHigh,
        idLow,
        key,
        value,
        in.readUTF());
  }

  private static Verdict verdict(int initial) {
    return switch (initial) {
      case 'r' -> Verdict.REJECTED;
      case 'l' -> Verdict.LATE;
      case 'd' -> Verdict.DUPLICATE;
      default -> Verdict.VALID;
    };
  }

  @Override
  public Judged createInstance() {
    return new Judged(0, Verdict.VALID, null, "", 0, 0, 0, 0, 0, false, 0, 0, null, null, "");
  }
}

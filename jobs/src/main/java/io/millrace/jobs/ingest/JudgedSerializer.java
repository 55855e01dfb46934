package io.millrace.jobs.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.jobs.common.InFlightSerializer;
import io.millrace.jobs.common.SerializedType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * The form in which {@link Judged} passes the shuffle: the length of the whole, what has a fixed
 * length, then texts and bytes. Written and read in few large pieces, because Flink's views check
 * their bounds at each call.
 */
final class JudgedSerializer extends InFlightSerializer<Judged> {

  static final JudgedSerializer INSTANCE = new JudgedSerializer();
  static final SerializedType<Judged> TYPE = SerializedType.of(Judged.class, INSTANCE);

  private static final long serialVersionUID = 1;

  /** The length, a char, a byte, an index, a range, a partition, four longs, five lengths. */
  private static final int FIXED_BYTES =
      Integer.BYTES
          + Short.BYTES
          + Byte.BYTES
          + 3 * Integer.BYTES
          + 4 * Long.BYTES
          + 5 * Integer.BYTES;

  /** Topics and collections seen of late; races do no harm, since a name never changes. */
  private static final @Nullable Name[] NAMES = new Name[256];

  private static final int NULL = -1;
  private static final int HAS_ID = 0x80;

  @Override
  public void serialize(Judged judged, DataOutputView out) throws IOException {
    byte[] topic = judged.topic().getBytes(UTF_8);
    byte[] collection = judged.collection() == null ? null : judged.collection().getBytes(UTF_8);
    byte[] reason = judged.reason().getBytes(UTF_8);
    int head = FIXED_BYTES + topic.length + length(collection) + reason.length;
    int total = head + length(judged.key()) + length(judged.value());
    ByteBuffer bytes =
        ByteBuffer.allocate(head)
            .putInt(total - Integer.BYTES)
            .putShort((short) judged.shard())
            .put((byte) (judged.verdict().word().charAt(0) | (judged.hasId() ? HAS_ID : 0)))
            .putInt(judged.partition())
            .putInt(judged.index())
            .putInt(judged.range())
            .putLong(judged.offset())
            .putLong(judged.writtenMillis())
            .putLong(judged.idHigh())
            .putLong(judged.idLow())
            .putInt(topic.length)
            .putInt(lengthOrNull(collection))
            .putInt(reason.length)
            .putInt(lengthOrNull(judged.key()))
            .putInt(lengthOrNull(judged.value()))
            .put(topic);
    if (collection != null) {
      bytes.put(collection);
    }
    bytes.put(reason);
    out.write(bytes.array());
    if (judged.key() != null) {
      out.write(judged.key());
    }
    if (judged.value() != null) {
      out.write(judged.value());
    }
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static int lengthOrNull(byte @Nullable [] bytes) {
    return bytes == null ? NULL : bytes.length;
  }

  @Override
  public Judged deserialize(DataInputView in) throws IOException {
    byte[] frame = new byte[in.readInt()];
    in.readFully(frame);
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    int shard = bytes.getShort();
    int flags = Byte.toUnsignedInt(bytes.get());
    int partition = bytes.getInt();
    int index = bytes.getInt();
    int range = bytes.getInt();
    long offset = bytes.getLong();
    long writtenMillis = bytes.getLong();
    long idHigh = bytes.getLong();
    long idLow = bytes.getLong();
    int topicEnd = FIXED_BYTES - Integer.BYTES + bytes.getInt();
    int collection = bytes.getInt();
    int collectionEnd = topicEnd + Math.max(0, collection);
    int reasonEnd = collectionEnd + bytes.getInt();
    int key = bytes.getInt();
    int keyEnd = reasonEnd + Math.max(0, key);
    int value = bytes.getInt();
    int topicStart = bytes.position();
    return new Judged(
        shard,
        verdict(flags & ~HAS_ID),
        collection == NULL ? null : name(frame, topicEnd, collectionEnd),
        name(frame, topicStart, topicEnd),
        partition,
        offset,
        index,
        range,
        writtenMillis,
        (flags & HAS_ID) != 0,
        idHigh,
        idLow,
        key == NULL ? null : Arrays.copyOfRange(frame, reasonEnd, keyEnd),
        value == NULL ? null : Arrays.copyOfRange(frame, keyEnd, frame.length),
        text(frame, collectionEnd, reasonEnd));
  }

  /** The same text as the last time where it says the same, so that it need not be hashed again. */
  private static String name(byte[] frame, int from, int to) {
    int hash = to - from;
    for (int i = Math.max(from, to - Integer.BYTES); i < to; i++) {
      hash = 31 * hash + frame[i];
    }
    int slot = hash & (NAMES.length - 1);
    Name known = NAMES[slot];
    if (known == null || !Arrays.equals(known.utf8, 0, known.utf8.length, frame, from, to)) {
      known = new Name(Arrays.copyOfRange(frame, from, to), text(frame, from, to));
      NAMES[slot] = known;
    }
    return known.text;
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody compares these records
  private record Name(byte[] utf8, String text) {}

  private static String text(byte[] frame, int from, int to) {
    return from == to ? "" : new String(frame, from, to - from, UTF_8);
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

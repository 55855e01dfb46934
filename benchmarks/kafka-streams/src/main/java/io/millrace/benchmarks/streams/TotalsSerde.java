package io.millrace.benchmarks.streams;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Eight bytes for each value. */
final class TotalsSerde implements Serde<Totals> {

  @Override
  public Serializer<Totals> serializer() {
    return (topic, totals) -> write(totals);
  }

  @Override
  public Deserializer<Totals> deserializer() {
    return (topic, bytes) -> read(bytes);
  }

  @SuppressWarnings("NullAway") // a store has null for what it does not hold
  private static byte[] write(@Nullable Totals totals) {
    return totals == null
        ? null
        : ByteBuffer.allocate(4 * Long.BYTES)
            .putLong(totals.purchases())
            .putDouble(totals.total())
            .putDouble(totals.lowest())
            .putDouble(totals.highest())
            .array();
  }

  @SuppressWarnings("NullAway") // likewise
  private static Totals read(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new Totals(buffer.getLong(), buffer.getDouble(), buffer.getDouble(), buffer.getDouble());
  }
}

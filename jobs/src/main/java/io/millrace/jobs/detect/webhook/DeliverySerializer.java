package io.millrace.jobs.detect.webhook;

import static io.millrace.jobs.detect.webhook.WebhookAlert.readText;
import static io.millrace.jobs.detect.webhook.WebhookAlert.writeText;

import io.millrace.jobs.common.SerializedType;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Part of the savepoint format: a version, three texts, a time, a text. */
final class DeliverySerializer extends TypeSerializerSingleton<Delivery> {

  static final DeliverySerializer INSTANCE = new DeliverySerializer();
  static final SerializedType<Delivery> TYPE = SerializedType.of(Delivery.class, INSTANCE);

  private static final long serialVersionUID = 1;
  private static final byte VERSION = 1;

  @Override
  public void serialize(Delivery delivery, DataOutputView out) throws IOException {
    out.writeByte(VERSION);
    writeText(delivery.webhook(), out);
    writeText(delivery.alertId(), out);
    writeText(delivery.patternId(), out);
    out.writeLong(delivery.sinceMillis());
    writeText(delivery.json(), out);
  }

  @Override
  public Delivery deserialize(DataInputView in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException("an alert in flight has version " + version + "; run a newer Millrace");
    }
    return new Delivery(readText(in), readText(in), readText(in), in.readLong(), readText(in));
  }

  @Override
  public Delivery deserialize(Delivery reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    serialize(deserialize(in), out);
  }

  @Override
  public Delivery copy(Delivery from) {
    return from;
  }

  @Override
  public Delivery copy(Delivery from, Delivery reuse) {
    return from;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public Delivery createInstance() {
    throw new UnsupportedOperationException("records are read, never reused");
  }

  @Override
  public TypeSerializerSnapshot<Delivery> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Stored with the state, by name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Delivery> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}

package io.millrace.jobs.ingest;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink which {@link InFlightSerializer} to use for a class. */
final class InFlightType<T> extends TypeInformation<T> {

  static final InFlightType<Judged> JUDGED =
      new InFlightType<>(Judged.class, JudgedSerializer.INSTANCE);
  static final InFlightType<OutboundRecord> OUTBOUND_RECORD =
      new InFlightType<>(OutboundRecord.class, OutboundRecordSerializer.INSTANCE);

  private static final long serialVersionUID = 1;

  private final Class<T> type;
  private final InFlightSerializer<T> serializer;

  private InFlightType(Class<T> type, InFlightSerializer<T> serializer) {
    this.type = type;
    this.serializer = serializer;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return serializer;
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof InFlightType;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InFlightType<?> another && another.type == type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public String toString() {
    return type.getSimpleName();
  }
}

package io.millrace.jobs.common;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink which serializer to use for a class. */
public final class SerializedType<T> extends TypeInformation<T> {

  private static final long serialVersionUID = 1;

  private final Class<T> type;
  private final TypeSerializer<T> serializer;
  private final boolean isKey;

  private SerializedType(Class<T> type, TypeSerializer<T> serializer, boolean isKey) {
    this.type = type;
    this.serializer = serializer;
    this.isKey = isKey;
  }

  /** Of records. */
  public static <T> SerializedType<T> of(Class<T> type, TypeSerializer<T> serializer) {
    return new SerializedType<>(type, serializer, false);
  }

  /** Of keys: their hash codes are equal in every process. */
  public static <T> SerializedType<T> ofKey(Class<T> type, TypeSerializer<T> serializer) {
    return new SerializedType<>(type, serializer, true);
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
    return isKey;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof SerializedType;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SerializedType<?> another && another.type == type;
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

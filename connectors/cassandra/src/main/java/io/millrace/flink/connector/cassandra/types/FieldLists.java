package io.millrace.flink.connector.cassandra.types;

import com.datastax.oss.driver.api.core.data.SettableByIndex;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.ListType;
import com.datastax.oss.driver.api.core.type.MapType;
import com.datastax.oss.driver.api.core.type.SetType;
import com.datastax.oss.driver.api.core.type.TupleType;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Takes a list or an array of its fields for a value of a UDT or a tuple, at any depth.
 *
 * <p>So whoever makes rows needs no session, which alone knows the types of a keyspace.
 */
@Internal
public final class FieldLists {

  private FieldLists() {}

  /** Whether values of the type hold those of a UDT or a tuple. */
  public static boolean occurIn(DataType type) {
    return type instanceof UserDefinedType
        || type instanceof TupleType
        || (type instanceof ListType list && occurIn(list.getElementType()))
        || (type instanceof SetType set && occurIn(set.getElementType()))
        || (type instanceof MapType map
            && (occurIn(map.getKeyType()) || occurIn(map.getValueType())));
  }

  /**
   * The value with the driver's own in place of lists and arrays of fields; what is neither stays
   * as it is.
   *
   * @param type attached to a session
   * @throws IllegalArgumentException if there are not as many fields as the type has
   */
  public static Object toDriver(DataType type, Object value) {
    if (type instanceof UserDefinedType udt) {
      return isFields(value)
          ? filled(
              udt.newValue(),
              udt.getFieldTypes(),
              value,
              udt.getAttachmentPoint().getCodecRegistry(),
              udt)
          : value;
    }
    if (type instanceof TupleType tuple) {
      return isFields(value)
          ? filled(
              tuple.newValue(),
              tuple.getComponentTypes(),
              value,
              tuple.getAttachmentPoint().getCodecRegistry(),
              tuple)
          : value;
    }
    if (type instanceof ListType list && value instanceof List<?> elements) {
      return addAll(new ArrayList<>(), list.getElementType(), elements);
    }
    if (type instanceof SetType set && value instanceof Collection<?> elements) {
      return addAll(new LinkedHashSet<>(), set.getElementType(), elements);
    }
    if (type instanceof MapType map && value instanceof Map<?, ?> entries) {
      Map<@Nullable Object, @Nullable Object> converted = new LinkedHashMap<>();
      entries.forEach(
          (key, entry) ->
              converted.put(element(map.getKeyType(), key), element(map.getValueType(), entry)));
      return converted;
    }
    return value;
  }

  private static boolean isFields(Object value) {
    return value instanceof List<?> || value instanceof Object[];
  }

  private static Object filled(
      SettableByIndex<?> empty,
      List<DataType> types,
      Object listOrArray,
      CodecRegistry registry,
      DataType type) {
    @Nullable Object[] fields =
        listOrArray instanceof List<?> list ? list.toArray() : (Object[]) listOrArray;
    if (fields.length != types.size()) {
      throw new IllegalArgumentException(
          "%d values are not the %d fields of %s"
              .formatted(fields.length, types.size(), CqlTypes.text(type)));
    }
    SettableByIndex<?> value = empty;
    for (int i = 0; i < fields.length; i++) {
      Object field = element(types.get(i), fields[i]);
      value =
          field == null
              ? value.setToNull(i)
              : value.set(i, field, registry.codecFor(types.get(i), field));
    }
    return value;
  }

  private static Collection<@Nullable Object> addAll(
      Collection<@Nullable Object> into, DataType type, Collection<?> elements) {
    for (Object element : elements) {
      into.add(element(type, element));
    }
    return into;
  }

  private static @Nullable Object element(DataType type, @Nullable Object value) {
    return value == null ? null : toDriver(type, value);
  }
}

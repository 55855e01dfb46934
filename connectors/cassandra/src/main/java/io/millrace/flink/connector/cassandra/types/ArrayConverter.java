package io.millrace.flink.connector.cassandra.types;

import com.datastax.oss.driver.api.core.data.CqlVector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** Lists, sets and vectors as arrays. */
final class ArrayConverter implements CqlConverter {

  private static final int ANY_SIZE = -1;

  private final ElementConverter elements;
  private final ArrayData.ElementGetter getter;
  private final int size;
  private final IntFunction<Collection<Object>> newCollection;

  private ArrayConverter(
      ElementConverter elements,
      LogicalType elementType,
      int size,
      IntFunction<Collection<Object>> newCollection) {
    this.elements = elements;
    this.size = size;
    this.newCollection = newCollection;
    // As of a type that may be null, since only then it looks for null.
    getter = ArrayData.createElementGetter(elementType.copy(true));
  }

  static CqlConverter ofList(ElementConverter elements, LogicalType elementType) {
    return new ArrayConverter(elements, elementType, ANY_SIZE, ArrayList::new);
  }

  /** An element that the array has twice is in the set once. */
  static CqlConverter ofSet(ElementConverter elements, LogicalType elementType) {
    return new ArrayConverter(elements, elementType, ANY_SIZE, LinkedHashSet::new);
  }

  static CqlConverter ofVector(ElementConverter elements, LogicalType elementType, int size) {
    ArrayConverter lists = new ArrayConverter(elements, elementType, size, ArrayList::new);
    Function<CqlVector<?>, ArrayData> toFlink =
        elementType.is(LogicalTypeRoot.FLOAT) ? ArrayConverter::floats : lists::array;
    return ScalarType.pair(
        toFlink, (ArrayData array) -> CqlVector.newInstance((List<?>) lists.toCql(array)));
  }

  @Override
  public Object toFlink(Object cql) {
    Collection<?> collection = (Collection<?>) cql;
    return array(collection, collection.size());
  }

  private ArrayData array(CqlVector<?> vector) {
    return array(vector, vector.size());
  }

  private ArrayData array(Iterable<?> from, int count) {
    Object[] array = new Object[count];
    int i = 0;
    for (Object element : from) {
      array[i++] = elements.toFlink(element);
    }
    return new GenericArrayData(array);
  }

  private static ArrayData floats(CqlVector<?> vector) {
    float[] array = new float[vector.size()];
    int i = 0;
    for (Object element : vector) {
      array[i++] = (Float) element;
    }
    return new GenericArrayData(array);
  }

  @Override
  public Object toCql(Object flink) {
    ArrayData array = (ArrayData) flink;
    if (size != ANY_SIZE && array.size() != size) {
      throw new IllegalArgumentException(
          "an array of %d elements does not fit a vector of %d".formatted(array.size(), size));
    }
    Collection<Object> collection = newCollection.apply(array.size());
    for (int i = 0; i < array.size(); i++) {
      collection.add(elements.toCql(getter.getElementOrNull(array, i)));
    }
    return collection;
  }
}

package io.millrace.flink.connector.cassandra.types;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.types.logical.MapType;
import org.jspecify.annotations.Nullable;

/** Maps as maps. */
final class MapConverter implements CqlConverter {

  private final ElementConverter keys;
  private final ElementConverter values;
  private final ArrayData.ElementGetter keyGetter;
  private final ArrayData.ElementGetter valueGetter;

  MapConverter(ElementConverter keys, ElementConverter values, MapType type) {
    this.keys = keys;
    this.values = values;
    keyGetter = ArrayData.createElementGetter(type.getKeyType().copy(true));
    valueGetter = ArrayData.createElementGetter(type.getValueType().copy(true));
  }

  @Override
  public Object toFlink(Object cql) {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    ((Map<?, ?>) cql).forEach((key, value) -> map.put(keys.toFlink(key), values.toFlink(value)));
    return new GenericMapData(map);
  }

  @Override
  public Object toCql(Object flink) {
    MapData data = (MapData) flink;
    ArrayData keyArray = data.keyArray();
    ArrayData valueArray = data.valueArray();
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < data.size(); i++) {
      map.put(
          keys.toCql(keyGetter.getElementOrNull(keyArray, i)),
          values.toCql(valueGetter.getElementOrNull(valueArray, i)));
    }
    return map;
  }
}

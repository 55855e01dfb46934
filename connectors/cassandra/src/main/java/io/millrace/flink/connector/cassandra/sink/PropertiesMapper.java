package io.millrace.flink.connector.cassandra.sink;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@link RowMappers#ofProperties}; finds the properties again where it is opened. */
final class PropertiesMapper<T> implements RowMapper<T> {

  private static final long serialVersionUID = 1L;

  private final Class<T> type;
  private final TableSpec table;
  private final Map<String, String> propertyOf;
  private transient Property @Nullable [] properties;

  /** One value of an object. */
  private interface Property {
    @Nullable Object of(Object object) throws ReflectiveOperationException;
  }

  PropertiesMapper(Class<T> type, TableSpec table, Map<String, String> propertyOf) {
    this.type = type;
    this.table = table;
    this.propertyOf = Map.copyOf(propertyOf);
    // Whether they are there is said at once.
    var unused = find();
  }

  @Override
  public void open(Context context) {
    properties = find();
  }

  @Override
  public RowWrite map(T input) {
    Property[] opened = Objects.requireNonNull(properties, "the mapper is not open");
    @Nullable Object[] values = new Object[opened.length];
    for (int i = 0; i < values.length; i++) {
      try {
        values[i] = opened[i].of(input);
      } catch (InvocationTargetException e) {
        throw new IllegalStateException(
            "%s of %s throws".formatted(table.columns().get(i), type.getName()), e.getCause());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(
            "%s of %s is not open to us".formatted(table.columns().get(i), type.getName()), e);
      }
    }
    return RowUpsert.of(table.table(), values);
  }

  private Property[] find() {
    Map<String, Property> known = known();
    List<String> missing = new ArrayList<>();
    List<Property> found = new ArrayList<>();
    for (String column : table.columns()) {
      String wanted = propertyOf.get(column);
      Property property =
          wanted != null ? known.get(wanted) : known.getOrDefault(column, known.get(camel(column)));
      if (property == null) {
        missing.add(column);
      } else {
        found.add(property);
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no property for the columns %s, only %s; name them in propertyOf, or leave the "
                  .formatted(type.getName(), missing, known.keySet())
              + "columns out of the TableSpec");
    }
    return found.toArray(Property[]::new);
  }

  private Map<String, Property> known() {
    Map<String, Property> known = new TreeMap<>();
    for (Field field : type.getFields()) {
      if (isOpen(field, field)) {
        known.put(field.getName(), field::get);
      }
    }
    for (Method method : type.getMethods()) {
      String name = propertyName(method);
      if (name != null && isOpen(method, method)) {
        known.put(name, method::invoke);
      }
    }
    if (type.isRecord()) {
      for (RecordComponent component : type.getRecordComponents()) {
        Method accessor = component.getAccessor();
        if (isOpen(accessor, accessor)) {
          known.put(component.getName(), accessor::invoke);
        }
      }
    }
    return known;
  }

  /** Public members of a class that is not public, such as a record within a test, count too. */
  private static boolean isOpen(Member member, AccessibleObject object) {
    return !Modifier.isStatic(member.getModifiers()) && object.trySetAccessible();
  }

  private static @Nullable String propertyName(Method method) {
    if (method.getParameterCount() > 0
        || method.getReturnType() == void.class
        || method.getDeclaringClass() == Object.class) {
      return null;
    }
    for (String prefix : List.of("get", "is")) {
      String name = method.getName();
      if (name.length() > prefix.length()
          && name.startsWith(prefix)
          && Character.isUpperCase(name.charAt(prefix.length()))) {
        return name.substring(prefix.length(), prefix.length() + 1).toLowerCase(Locale.ROOT)
            + name.substring(prefix.length() + 1);
      }
    }
    return null;
  }

  private static String camel(String column) {
    StringBuilder name = new StringBuilder();
    boolean upper = false;
    for (int i = 0; i < column.length(); i++) {
      char c = column.charAt(i);
      if (c == '_') {
        upper = name.length() > 0;
      } else {
        name.append(upper ? Character.toUpperCase(c) : c);
        upper = false;
      }
    }
    return name.toString();
  }
}

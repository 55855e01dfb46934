package io.millrace.flink.connector.cassandra.sink;

import com.datastax.oss.driver.api.core.type.DataType;
import io.millrace.flink.connector.cassandra.types.CqlValues;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.apache.flink.annotation.Internal;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.RowKind;
import org.jspecify.annotations.Nullable;

/** {@link RowMappers#ofRowData}, and what SQL's sink needs beyond it. */
@Internal
public final class RowDataMapper implements RowMapper<RowData> {

  private static final long serialVersionUID = 1L;

  /** What is past is not written: as a TTL it would be for ever, or none. */
  private static final int EXPIRED = Integer.MIN_VALUE;

  /** Of the precision of timestamps. */
  private static final int MILLISECONDS = 3;

  private final TableSpec table;
  private final RowType consumed;
  private final Extras extras;
  private transient @Nullable CqlValues values;
  private transient @Nullable CqlValues key;
  private transient RowData.FieldGetter @Nullable [] keyGetters;

  /**
   * What else a row says.
   *
   * @param writetimeField where its write timestamp stands, or -1
   * @param ttlField where its TTL stands, or -1
   * @param expiresAtField where the end of its life stands, or -1; then its TTL is what is left
   * @param ttlSeconds of rows that bring none, or {@link RowUpsert#NO_TTL}
   * @param nullsErase whether null erases a column's value; else it leaves it as it is
   */
  public record Extras(
      int writetimeField, int ttlField, int expiresAtField, int ttlSeconds, boolean nullsErase)
      implements Serializable {

    public static final Extras NONE = new Extras(-1, -1, -1, RowUpsert.NO_TTL, false);
  }

  /**
   * @param table its columns are fields of the rows, by name
   */
  public RowDataMapper(TableSpec table, RowType consumed, Extras extras) {
    this.table = table;
    this.consumed = consumed;
    this.extras = extras;
    fields(table.columns());
  }

  @Override
  public void open(Context context) {
    values = new CqlValues(consumed, fields(table.columns()), types(context, table.columns()));
    int[] keyFields = fields(table.primaryKey());
    key = new CqlValues(consumed, keyFields, types(context, table.primaryKey()));
    RowData.FieldGetter[] getters = new RowData.FieldGetter[keyFields.length];
    for (int i = 0; i < getters.length; i++) {
      getters[i] =
          RowData.createFieldGetter(consumed.getTypeAt(keyFields[i]).copy(true), keyFields[i]);
    }
    keyGetters = getters;
  }

  private List<DataType> types(Context context, List<String> columns) {
    return columns.stream().map(column -> context.typeOf(table.table(), column)).toList();
  }

  private int[] fields(List<String> columns) {
    return columns.stream()
        .mapToInt(
            column -> {
              int field = consumed.getFieldIndex(column);
              if (field < 0) {
                throw new IllegalArgumentException(
                    "table %s: the rows have no field '%s', only %s; name the fields after columns"
                        .formatted(table.qualifiedName(), column, consumed.getFieldNames()));
              }
              return field;
            })
        .toArray();
  }

  @Override
  public @Nullable RowWrite map(RowData input) throws UnmappableRecordException {
    RowKind kind = input.getRowKind();
    if (kind == RowKind.UPDATE_BEFORE && extras.writetimeField >= 0) {
      // It may have the timestamp of the UPDATE_AFTER, which a delete of that time would hide.
      return null;
    }
    try {
      long timestamp =
          extras.writetimeField < 0 || input.isNullAt(extras.writetimeField)
              ? RowWrite.NO_TIMESTAMP
              : input.getLong(extras.writetimeField);
      if (kind == RowKind.DELETE || kind == RowKind.UPDATE_BEFORE) {
        return new RowDelete(table.table(), opened(key).toCql(input), timestamp);
      }
      int ttl = ttlSeconds(input);
      if (ttl == EXPIRED) {
        return null;
      }
      @Nullable Object[] columns = opened(values).toCql(input);
      if (extras.nullsErase) {
        for (int i = 0; i < columns.length; i++) {
          if (columns[i] == null) {
            columns[i] = RowUpsert.ERASE;
          }
        }
      }
      return new RowUpsert(table.table(), columns, timestamp, ttl);
    } catch (IllegalArgumentException e) {
      throw new UnmappableRecordException(
          table.table(), describeKey(input), String.valueOf(e.getMessage()), e);
    }
  }

  private int ttlSeconds(RowData input) {
    if (extras.expiresAtField >= 0 && !input.isNullAt(extras.expiresAtField)) {
      long end = input.getTimestamp(extras.expiresAtField, MILLISECONDS).getMillisecond();
      return secondsUntil(end, System.currentTimeMillis());
    }
    return extras.ttlField < 0 || input.isNullAt(extras.ttlField)
        ? extras.ttlSeconds
        : input.getInt(extras.ttlField);
  }

  /**
   * The TTL that ends a row's life at {@code endMillis}, in seconds, or {@link #EXPIRED}.
   *
   * <p>Cassandra adds the TTL to its own clock in whole seconds. Both ends are therefore cut to
   * seconds before they are subtracted: whenever a row is written again, the sum is the same
   * second, and not one more or less by the fractions.
   */
  static int secondsUntil(long endMillis, long nowMillis) {
    if (endMillis <= nowMillis) {
      return EXPIRED;
    }
    long endSecond = -Math.floorDiv(-endMillis, 1_000L);
    long left = endSecond - Math.floorDiv(nowMillis, 1_000L);
    return (int) Math.min(left, RowUpsert.MAX_TTL_SECONDS);
  }

  private static CqlValues opened(@Nullable CqlValues values) {
    return Objects.requireNonNull(values, "the mapper is not open");
  }

  private String describeKey(RowData input) {
    StringJoiner text = new StringJoiner(", ");
    RowData.FieldGetter[] getters = Objects.requireNonNull(keyGetters, "the mapper is not open");
    for (int i = 0; i < getters.length; i++) {
      text.add(table.primaryKey().get(i) + "=" + getters[i].getFieldOrNull(input));
    }
    return text.toString();
  }
}

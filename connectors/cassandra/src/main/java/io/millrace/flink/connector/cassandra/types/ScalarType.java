package io.millrace.flink.connector.cassandra.types;

import static org.apache.flink.table.api.DataTypes.BIGINT;
import static org.apache.flink.table.api.DataTypes.BOOLEAN;
import static org.apache.flink.table.api.DataTypes.BYTES;
import static org.apache.flink.table.api.DataTypes.DATE;
import static org.apache.flink.table.api.DataTypes.DECIMAL;
import static org.apache.flink.table.api.DataTypes.DOUBLE;
import static org.apache.flink.table.api.DataTypes.FIELD;
import static org.apache.flink.table.api.DataTypes.FLOAT;
import static org.apache.flink.table.api.DataTypes.INT;
import static org.apache.flink.table.api.DataTypes.ROW;
import static org.apache.flink.table.api.DataTypes.SMALLINT;
import static org.apache.flink.table.api.DataTypes.STRING;
import static org.apache.flink.table.api.DataTypes.TIMESTAMP_LTZ;
import static org.apache.flink.table.api.DataTypes.TINYINT;

import com.datastax.oss.driver.api.core.data.CqlDuration;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.BigIntType;
import org.apache.flink.table.types.logical.BinaryType;
import org.apache.flink.table.types.logical.CharType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.TimeType;
import org.apache.flink.table.types.logical.TimestampType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;
import org.jspecify.annotations.Nullable;

/**
 * A CQL type that holds no other, with the Flink types it goes with.
 *
 * @param alternatives to the default, as the documentation and messages list them
 */
record ScalarType(
    org.apache.flink.table.types.DataType defaultType,
    String alternatives,
    Function<LogicalType, @Nullable CqlConverter> converters) {

  private static final CqlConverter SAME = pair(cql -> cql, flink -> flink);

  /** Cassandra's timestamps are of milliseconds. */
  private static final int TIMESTAMP_PRECISION = 3;

  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int UUID_LENGTH = 36;

  /** Longer values are cut in messages. */
  private static final int LONGEST_VALUE_IN_MESSAGE = 80;

  private static final Map<DataType, ScalarType> TYPES = new LinkedHashMap<>();

  static {
    var text = STRING();
    String limitedText = "VARCHAR(n), CHAR(n)";
    TYPES.put(
        DataTypes.ASCII,
        new ScalarType(text, limitedText, flink -> text(flink, ScalarType::ascii)));
    TYPES.put(
        DataTypes.TEXT, new ScalarType(text, limitedText, flink -> text(flink, value -> value)));
    TYPES.put(
        DataTypes.BOOLEAN,
        new ScalarType(BOOLEAN(), "", flink -> flink.is(LogicalTypeRoot.BOOLEAN) ? SAME : null));
    TYPES.put(
        DataTypes.TINYINT,
        new ScalarType(
            TINYINT(), "SMALLINT, INT, BIGINT", flink -> integer(IntegerSize.TINYINT, flink)));
    TYPES.put(
        DataTypes.SMALLINT,
        new ScalarType(SMALLINT(), "INT, BIGINT", flink -> integer(IntegerSize.SMALLINT, flink)));
    TYPES.put(
        DataTypes.INT, new ScalarType(INT(), "BIGINT", flink -> integer(IntegerSize.INT, flink)));
    var bigint = BIGINT();
    TYPES.put(
        DataTypes.BIGINT, new ScalarType(bigint, "", flink -> integer(IntegerSize.BIGINT, flink)));
    TYPES.put(
        DataTypes.COUNTER, new ScalarType(bigint, "", flink -> integer(IntegerSize.BIGINT, flink)));
    TYPES.put(
        DataTypes.VARINT,
        new ScalarType(
            DECIMAL(DecimalType.MAX_PRECISION, 0),
            "DECIMAL(p, 0), BIGINT, STRING",
            ScalarType::varint));
    TYPES.put(
        DataTypes.DECIMAL,
        new ScalarType(
            DECIMAL(DecimalType.MAX_PRECISION, 18), "DECIMAL(p, s), STRING", ScalarType::decimal));
    TYPES.put(DataTypes.FLOAT, new ScalarType(FLOAT(), "DOUBLE", ScalarType::floating));
    TYPES.put(
        DataTypes.DOUBLE,
        new ScalarType(DOUBLE(), "", flink -> flink.is(LogicalTypeRoot.DOUBLE) ? SAME : null));
    TYPES.put(
        DataTypes.DATE,
        new ScalarType(
            DATE(),
            "",
            flink ->
                flink.is(LogicalTypeRoot.DATE)
                    ? pair(
                        (LocalDate cql) -> Math.toIntExact(cql.toEpochDay()),
                        (Integer day) -> LocalDate.ofEpochDay(day))
                    : null));
    TYPES.put(DataTypes.TIME, new ScalarType(bigint, "TIME(p)", ScalarType::time));
    TYPES.put(
        DataTypes.TIMESTAMP,
        new ScalarType(
            TIMESTAMP_LTZ(TIMESTAMP_PRECISION),
            "TIMESTAMP_LTZ(p), TIMESTAMP(p) of p ≥ 3",
            ScalarType::timestamp));
    TYPES.put(
        DataTypes.DURATION,
        new ScalarType(
            ROW(FIELD("months", INT()), FIELD("days", INT()), FIELD("nanos", bigint)),
            "",
            ScalarType::duration));
    TYPES.put(
        DataTypes.UUID,
        new ScalarType(
            text, limitedText, flink -> parsed(flink, UUID::toString, ScalarType::uuid)));
    TYPES.put(
        DataTypes.TIMEUUID,
        new ScalarType(
            text, limitedText, flink -> parsed(flink, UUID::toString, ScalarType::timeUuid)));
    TYPES.put(
        DataTypes.INET,
        new ScalarType(
            text, limitedText, flink -> parsed(flink, InetText::format, InetText::parse)));
    TYPES.put(DataTypes.BLOB, new ScalarType(BYTES(), "VARBINARY(n), BINARY(n)", ScalarType::blob));
  }

  static @Nullable ScalarType of(DataType cql) {
    return TYPES.get(cql);
  }

  @Nullable CqlConverter converter(LogicalType flink) {
    return converters.apply(flink);
  }

  /** Whether a text passes into Flink as it is, byte by byte. */
  static boolean isUnlimitedText(DataType cql, LogicalType flink) {
    return (cql.equals(DataTypes.TEXT) || cql.equals(DataTypes.ASCII))
        && flink instanceof VarCharType text
        && text.getLength() == VarCharType.MAX_LENGTH;
  }

  @SuppressWarnings("unchecked") // the classes are those of the two types
  static <C, F> CqlConverter pair(Function<C, F> toFlink, Function<F, C> toCql) {
    Function<Object, Object> read = (Function<Object, Object>) (Function<?, ?>) toFlink;
    Function<Object, Object> write = (Function<Object, Object>) (Function<?, ?>) toCql;
    return new CqlConverter() {
      @Override
      public Object toFlink(Object cql) {
        return read.apply(cql);
      }

      @Override
      public Object toCql(Object flink) {
        return write.apply(flink);
      }
    };
  }

  private static @Nullable CqlConverter text(LogicalType flink, Function<String, String> check) {
    return parsed(flink, Function.identity(), check);
  }

  /** Any type that has a form as text. */
  private static <C> @Nullable CqlConverter parsed(
      LogicalType flink, Function<C, String> format, Function<String, C> parse) {
    Function<StringData, C> toCql = data -> parse.apply(data.toString());
    if (flink instanceof VarCharType type) {
      int most = type.getLength();
      return pair(
          most == VarCharType.MAX_LENGTH
              ? (C cql) -> StringData.fromString(format.apply(cql))
              : (C cql) -> limited(format.apply(cql), 0, most, flink),
          toCql);
    }
    if (flink instanceof CharType type) {
      int length = type.getLength();
      return pair((C cql) -> limited(format.apply(cql), length, length, flink), toCql);
    }
    return null;
  }

  private static StringData limited(String text, int least, int most, LogicalType flink) {
    // Flink counts code points.
    int length = text.codePointCount(0, text.length());
    if (length < least || length > most) {
      throw unreadable("'" + shown(text) + "'", flink, "STRING");
    }
    return StringData.fromString(text);
  }

  private static String ascii(String text) {
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException("'%s' is not ASCII".formatted(shown(text)));
    }
    return text;
  }

  private static UUID uuid(String text) {
    // The JDK reads "1-1-1-1-1" too, which is mostly a mistake.
    if (text.length() == UUID_LENGTH) {
      try {
        return UUID.fromString(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("'%s' is no UUID".formatted(text), e);
      }
    }
    throw new IllegalArgumentException("'%s' is no UUID".formatted(shown(text)));
  }

  private static UUID timeUuid(String text) {
    UUID uuid = uuid(text);
    if (uuid.version() != 1) {
      throw new IllegalArgumentException(
          "'%s' is a UUID of version %d, and a timeuuid is of version 1"
              .formatted(text, uuid.version()));
    }
    return uuid;
  }

  /** The sizes of integers, in ascending order on both sides. */
  private enum IntegerSize {
    TINYINT(LogicalTypeRoot.TINYINT, Byte.MIN_VALUE, Byte.MAX_VALUE, Number::byteValue),
    SMALLINT(LogicalTypeRoot.SMALLINT, Short.MIN_VALUE, Short.MAX_VALUE, Number::shortValue),
    INT(LogicalTypeRoot.INTEGER, Integer.MIN_VALUE, Integer.MAX_VALUE, Number::intValue),
    BIGINT(LogicalTypeRoot.BIGINT, Long.MIN_VALUE, Long.MAX_VALUE, Number::longValue);

    private final LogicalTypeRoot root;
    private final long least;
    private final long most;

    @SuppressWarnings("ImmutableEnumChecker") // a method reference of no state
    private final Function<Number, Number> box;

    IntegerSize(LogicalTypeRoot root, long least, long most, Function<Number, Number> box) {
      this.root = root;
      this.least = least;
      this.most = most;
      this.box = box;
    }
  }

  private static @Nullable CqlConverter integer(IntegerSize cql, LogicalType flink) {
    for (IntegerSize size : IntegerSize.values()) {
      if (flink.is(size.root) && size.compareTo(cql) >= 0) {
        return size == cql ? SAME : pair(size.box, (Number value) -> narrowed(value, cql));
      }
    }
    return null;
  }

  private static Number narrowed(Number value, IntegerSize cql) {
    long number = value.longValue();
    if (number < cql.least || number > cql.most) {
      throw unwritable(number, cql.name().toLowerCase(Locale.ROOT));
    }
    return cql.box.apply(number);
  }

  private static @Nullable CqlConverter floating(LogicalType flink) {
    if (flink.is(LogicalTypeRoot.FLOAT)) {
      return SAME;
    }
    if (flink.is(LogicalTypeRoot.DOUBLE)) {
      return pair(Float::doubleValue, ScalarType::toFloat);
    }
    return null;
  }

  /** Rounding is what a float does, but infinity is another value. */
  private static Float toFloat(Double value) {
    float narrow = value.floatValue();
    if (Float.isInfinite(narrow) && !value.isInfinite()) {
      throw unwritable(value, "float");
    }
    return narrow;
  }

  private static @Nullable CqlConverter varint(LogicalType flink) {
    if (flink instanceof DecimalType type && type.getScale() == 0) {
      return pair(
          (BigInteger cql) -> exact(new BigDecimal(cql), type),
          (DecimalData data) -> data.toBigDecimal().toBigIntegerExact());
    }
    if (flink.is(LogicalTypeRoot.BIGINT)) {
      return pair(ScalarType::bigint, (Long value) -> BigInteger.valueOf(value));
    }
    return parsed(
        flink,
        BigInteger::toString,
        (String value) -> {
          try {
            return new BigInteger(value);
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is no varint".formatted(shown(value)), e);
          }
        });
  }

  private static Long bigint(BigInteger value) {
    if (value.bitLength() >= Long.SIZE) {
      throw unreadable(shown(value.toString()), new BigIntType(), "DECIMAL(38, 0) or STRING");
    }
    return value.longValue();
  }

  private static @Nullable CqlConverter decimal(LogicalType flink) {
    if (flink instanceof DecimalType type) {
      return pair((BigDecimal cql) -> exact(cql, type), DecimalData::toBigDecimal);
    }
    // Never toPlainString: the scale of a decimal of Cassandra may be two billion.
    return parsed(
        flink,
        BigDecimal::toString,
        (String value) -> {
          try {
            return new BigDecimal(value);
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is no decimal".formatted(shown(value)), e);
          }
        });
  }

  /**
   * The value as it is.
   *
   * <p>Its size is known from its digits and scale before anything is computed: writing out
   * 1E+1000000000 would fill the memory.
   */
  private static DecimalData exact(BigDecimal value, DecimalType type) {
    int precision = type.getPrecision();
    int scale = type.getScale();
    BigDecimal shortest = value.scale() > scale ? value.stripTrailingZeros() : value;
    long integerDigits = (long) shortest.precision() - shortest.scale();
    boolean fits =
        shortest.signum() == 0 || (shortest.scale() <= scale && integerDigits <= precision - scale);
    if (!fits) {
      throw unreadable(shown(value.toString()), type, "more digits or STRING");
    }
    BigDecimal small = shortest.signum() == 0 ? BigDecimal.ZERO : shortest;
    return Objects.requireNonNull(DecimalData.fromBigDecimal(small, precision, scale));
  }

  private static @Nullable CqlConverter time(LogicalType flink) {
    if (flink.is(LogicalTypeRoot.BIGINT)) {
      return pair(LocalTime::toNanoOfDay, ScalarType::time);
    }
    if (flink instanceof TimeType type) {
      // Flink's own form of TIME are milliseconds, whatever its precision.
      long unit = Math.max(NANOS_PER_MILLI, (long) Math.pow(10, 9 - type.getPrecision()));
      return pair(
          (LocalTime cql) -> {
            long nanos = cql.toNanoOfDay();
            if (nanos % unit != 0) {
              throw unreadable(cql, flink, "BIGINT, which counts nanoseconds,");
            }
            return (int) (nanos / NANOS_PER_MILLI);
          },
          (Integer millis) -> time((long) millis * NANOS_PER_MILLI));
    }
    return null;
  }

  private static LocalTime time(long nanos) {
    if (nanos < 0 || nanos > LocalTime.MAX.toNanoOfDay()) {
      throw new IllegalArgumentException(
          "%d ns is no time of day: it must be from 0 to %d"
              .formatted(nanos, LocalTime.MAX.toNanoOfDay()));
    }
    return LocalTime.ofNanoOfDay(nanos);
  }

  private static @Nullable CqlConverter timestamp(LogicalType flink) {
    boolean fits =
        (flink instanceof LocalZonedTimestampType zoned
                && zoned.getPrecision() >= TIMESTAMP_PRECISION)
            || (flink instanceof TimestampType utc && utc.getPrecision() >= TIMESTAMP_PRECISION);
    return fits
        ? pair(
            (Instant cql) -> TimestampData.fromEpochMillis(cql.toEpochMilli()), ScalarType::millis)
        : null;
  }

  private static Instant millis(TimestampData data) {
    if (data.getNanoOfMillisecond() != 0) {
      throw new IllegalArgumentException(
          "%s has more than milliseconds, which is all a timestamp of Cassandra has; cast it"
              .formatted(data));
    }
    return Instant.ofEpochMilli(data.getMillisecond());
  }

  private static @Nullable CqlConverter duration(LogicalType flink) {
    if (!(flink instanceof RowType row)
        || row.getFieldCount() != 3
        || !row.getTypeAt(0).is(LogicalTypeRoot.INTEGER)
        || !row.getTypeAt(1).is(LogicalTypeRoot.INTEGER)
        || !row.getTypeAt(2).is(LogicalTypeRoot.BIGINT)) {
      return null;
    }
    return pair(
        (CqlDuration cql) ->
            GenericRowData.of(cql.getMonths(), cql.getDays(), cql.getNanoseconds()),
        ScalarType::duration);
  }

  private static CqlDuration duration(RowData row) {
    if (row.isNullAt(0) || row.isNullAt(1) || row.isNullAt(2)) {
      throw new IllegalArgumentException("a duration has no null; write 0");
    }
    int months = row.getInt(0);
    int days = row.getInt(1);
    long nanos = row.getLong(2);
    boolean negative = months < 0 || days < 0 || nanos < 0;
    boolean positive = months > 0 || days > 0 || nanos > 0;
    if (negative && positive) {
      throw new IllegalArgumentException(
          "a duration of %d months, %d days and %d ns has two signs; Cassandra allows one"
              .formatted(months, days, nanos));
    }
    return CqlDuration.newInstance(months, days, nanos);
  }

  private static @Nullable CqlConverter blob(LogicalType flink) {
    int least;
    int most;
    if (flink instanceof VarBinaryType type) {
      least = 0;
      most = type.getLength();
    } else if (flink instanceof BinaryType type) {
      least = type.getLength();
      most = type.getLength();
    } else {
      return null;
    }
    return pair(
        (ByteBuffer cql) -> {
          byte[] bytes = new byte[cql.remaining()];
          cql.duplicate().get(bytes);
          if (bytes.length < least || bytes.length > most) {
            throw unreadable("a blob of %d bytes".formatted(bytes.length), flink, "BYTES");
          }
          return bytes;
        },
        (byte[] bytes) -> ByteBuffer.wrap(bytes));
  }

  private static IllegalArgumentException unreadable(
      Object value, LogicalType flink, String instead) {
    return new IllegalArgumentException(
        "%s does not fit %s; declare %s to read it"
            .formatted(value, CqlTypes.text(flink), instead));
  }

  private static IllegalArgumentException unwritable(Object value, String cql) {
    return new IllegalArgumentException("%s does not fit %s".formatted(value, cql));
  }

  private static String shown(String text) {
    return text.length() <= LONGEST_VALUE_IN_MESSAGE
        ? text
        : text.substring(0, LONGEST_VALUE_IN_MESSAGE) + "…";
  }
}

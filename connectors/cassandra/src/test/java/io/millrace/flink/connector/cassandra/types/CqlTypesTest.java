package io.millrace.flink.connector.cassandra.types;

import static com.datastax.oss.driver.api.core.type.DataTypes.ASCII;
import static com.datastax.oss.driver.api.core.type.DataTypes.BIGINT;
import static com.datastax.oss.driver.api.core.type.DataTypes.BLOB;
import static com.datastax.oss.driver.api.core.type.DataTypes.BOOLEAN;
import static com.datastax.oss.driver.api.core.type.DataTypes.COUNTER;
import static com.datastax.oss.driver.api.core.type.DataTypes.DATE;
import static com.datastax.oss.driver.api.core.type.DataTypes.DECIMAL;
import static com.datastax.oss.driver.api.core.type.DataTypes.DOUBLE;
import static com.datastax.oss.driver.api.core.type.DataTypes.DURATION;
import static com.datastax.oss.driver.api.core.type.DataTypes.FLOAT;
import static com.datastax.oss.driver.api.core.type.DataTypes.INET;
import static com.datastax.oss.driver.api.core.type.DataTypes.INT;
import static com.datastax.oss.driver.api.core.type.DataTypes.SMALLINT;
import static com.datastax.oss.driver.api.core.type.DataTypes.TEXT;
import static com.datastax.oss.driver.api.core.type.DataTypes.TIME;
import static com.datastax.oss.driver.api.core.type.DataTypes.TIMESTAMP;
import static com.datastax.oss.driver.api.core.type.DataTypes.TIMEUUID;
import static com.datastax.oss.driver.api.core.type.DataTypes.TINYINT;
import static com.datastax.oss.driver.api.core.type.DataTypes.UUID;
import static com.datastax.oss.driver.api.core.type.DataTypes.VARINT;
import static com.datastax.oss.driver.api.core.type.DataTypes.custom;
import static com.datastax.oss.driver.api.core.type.DataTypes.listOf;
import static com.datastax.oss.driver.api.core.type.DataTypes.mapOf;
import static com.datastax.oss.driver.api.core.type.DataTypes.setOf;
import static com.datastax.oss.driver.api.core.type.DataTypes.tupleOf;
import static com.datastax.oss.driver.api.core.type.DataTypes.vectorOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.data.CqlDuration;
import com.datastax.oss.driver.api.core.data.CqlVector;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.TupleType;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import com.datastax.oss.driver.internal.core.type.UserDefinedTypeBuilder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.utils.LogicalTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CqlTypesTest {

  private static final UserDefinedType ADDRESS =
      new UserDefinedTypeBuilder(
              CqlIdentifier.fromInternal("shop"), CqlIdentifier.fromInternal("address"))
          .withField(CqlIdentifier.fromInternal("street"), TEXT)
          .withField(CqlIdentifier.fromInternal("Zip"), INT)
          .build();

  private static final String A_UUID = "f81d4fae-7dec-41d0-a765-00a0c91e6bf6";
  private static final String A_TIMEUUID = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

  static Stream<Arguments> defaults() {
    return Stream.of(
        arguments(ASCII, "STRING"),
        arguments(TEXT, "STRING"),
        arguments(BOOLEAN, "BOOLEAN"),
        arguments(TINYINT, "TINYINT"),
        arguments(SMALLINT, "SMALLINT"),
        arguments(INT, "INT"),
        arguments(BIGINT, "BIGINT"),
        arguments(COUNTER, "BIGINT"),
        arguments(VARINT, "DECIMAL(38, 0)"),
        arguments(DECIMAL, "DECIMAL(38, 18)"),
        arguments(FLOAT, "FLOAT"),
        arguments(DOUBLE, "DOUBLE"),
        arguments(DATE, "DATE"),
        arguments(TIME, "BIGINT"),
        arguments(TIMESTAMP, "TIMESTAMP_LTZ(3)"),
        arguments(DURATION, "ROW<months INT, days INT, nanos BIGINT>"),
        arguments(UUID, "STRING"),
        arguments(TIMEUUID, "STRING"),
        arguments(INET, "STRING"),
        arguments(BLOB, "BYTES"),
        arguments(listOf(INT), "ARRAY<INT>"),
        arguments(listOf(INT, true), "ARRAY<INT>"),
        arguments(setOf(UUID), "ARRAY<STRING>"),
        arguments(mapOf(TEXT, DATE), "MAP<STRING, DATE>"),
        arguments(vectorOf(FLOAT, 3), "ARRAY<FLOAT>"),
        arguments(vectorOf(TEXT, 2), "ARRAY<STRING>"),
        arguments(tupleOf(INT, TEXT), "ROW<f0 INT, f1 STRING>"),
        arguments(ADDRESS, "ROW<street STRING, `Zip` INT>"),
        arguments(
            mapOf(TEXT, listOf(tupleOf(setOf(ADDRESS), DURATION))),
            "MAP<STRING, ARRAY<ROW<f0 ARRAY<ROW<street STRING, `Zip` INT>>,"
                + " f1 ROW<months INT, days INT, nanos BIGINT>>>>"));
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void cqlType_hasItsDefault_whichItGoesWith(DataType cql, String flink) {
    assertThat(CqlTypes.toFlink(cql).getLogicalType()).isEqualTo(type(flink));
    assertThat(CqlTypes.converter(cql, type(flink))).isNotNull();
  }

  static Stream<Arguments> values() throws Exception {
    GenericRowData address = GenericRowData.of(StringData.fromString("Elm"), null);
    return Stream.of(
        arguments(TEXT, "STRING", "", StringData.fromString("")),
        arguments(TEXT, "VARCHAR(2)", "\ud83d\ude00é", StringData.fromString("\ud83d\ude00é")),
        arguments(TEXT, "CHAR(2)", "de", StringData.fromString("de")),
        arguments(ASCII, "STRING", "~", StringData.fromString("~")),
        arguments(BOOLEAN, "BOOLEAN", true, true),
        arguments(TINYINT, "TINYINT", (byte) -128, (byte) -128),
        arguments(TINYINT, "SMALLINT", (byte) -128, (short) -128),
        arguments(TINYINT, "INT", (byte) 127, 127),
        arguments(TINYINT, "BIGINT", (byte) 127, 127L),
        arguments(SMALLINT, "SMALLINT", Short.MIN_VALUE, Short.MIN_VALUE),
        arguments(SMALLINT, "INT", Short.MIN_VALUE, -32768),
        arguments(SMALLINT, "BIGINT", Short.MAX_VALUE, 32767L),
        arguments(INT, "INT", Integer.MIN_VALUE, Integer.MIN_VALUE),
        arguments(INT, "BIGINT", Integer.MIN_VALUE, (long) Integer.MIN_VALUE),
        arguments(BIGINT, "BIGINT", Long.MIN_VALUE, Long.MIN_VALUE),
        arguments(COUNTER, "BIGINT", Long.MAX_VALUE, Long.MAX_VALUE),
        arguments(
            VARINT, "DECIMAL(38, 0)", new BigInteger("9".repeat(38)), decimal("9".repeat(38))),
        arguments(VARINT, "DECIMAL(3, 0)", BigInteger.valueOf(-999), decimal("-999")),
        arguments(VARINT, "BIGINT", BigInteger.valueOf(Long.MIN_VALUE), Long.MIN_VALUE),
        arguments(
            VARINT,
            "STRING",
            new BigInteger("9".repeat(60)),
            StringData.fromString("9".repeat(60))),
        arguments(DECIMAL, "DECIMAL(5, 2)", new BigDecimal("-999.99"), decimal("-999.99")),
        arguments(
            DECIMAL,
            "STRING",
            new BigDecimal("1E+999999999"),
            StringData.fromString("1E+999999999")),
        arguments(FLOAT, "FLOAT", Float.MIN_VALUE, Float.MIN_VALUE),
        arguments(FLOAT, "DOUBLE", 0.5f, 0.5d),
        arguments(FLOAT, "DOUBLE", Float.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY),
        arguments(DOUBLE, "DOUBLE", Double.NaN, Double.NaN),
        arguments(DATE, "DATE", LocalDate.of(1969, 12, 31), -1),
        arguments(DATE, "DATE", LocalDate.ofEpochDay(Integer.MIN_VALUE), Integer.MIN_VALUE),
        arguments(TIME, "BIGINT", LocalTime.MAX, 86_399_999_999_999L),
        arguments(TIME, "TIME(3)", LocalTime.of(1, 0, 0, 5_000_000), 3_600_005),
        arguments(TIME, "TIME(0)", LocalTime.of(1, 0), 3_600_000),
        arguments(
            TIMESTAMP,
            "TIMESTAMP_LTZ(3)",
            Instant.ofEpochMilli(-1),
            TimestampData.fromEpochMillis(-1)),
        arguments(TIMESTAMP, "TIMESTAMP(3)", Instant.EPOCH, TimestampData.fromEpochMillis(0)),
        arguments(TIMESTAMP, "TIMESTAMP(6)", Instant.EPOCH, TimestampData.fromEpochMillis(0)),
        arguments(
            TIMESTAMP,
            "TIMESTAMP_LTZ(9)",
            Instant.ofEpochMilli(Long.MIN_VALUE),
            TimestampData.fromEpochMillis(Long.MIN_VALUE)),
        arguments(
            DURATION,
            "ROW<m INT, d INT, n BIGINT>",
            CqlDuration.newInstance(-1, -2, -3),
            GenericRowData.of(-1, -2, -3L)),
        arguments(UUID, "STRING", java.util.UUID.fromString(A_UUID), StringData.fromString(A_UUID)),
        arguments(
            UUID, "CHAR(36)", java.util.UUID.fromString(A_UUID), StringData.fromString(A_UUID)),
        arguments(
            TIMEUUID,
            "STRING",
            java.util.UUID.fromString(A_TIMEUUID),
            StringData.fromString(A_TIMEUUID)),
        arguments(INET, "STRING", inet("192.0.2.1"), StringData.fromString("192.0.2.1")),
        arguments(INET, "STRING", inet("2001:db8::1"), StringData.fromString("2001:db8::1")),
        arguments(BLOB, "BYTES", ByteBuffer.wrap(new byte[] {0, -1}), new byte[] {0, -1}),
        arguments(BLOB, "BYTES", ByteBuffer.allocate(0), new byte[0]),
        arguments(BLOB, "BINARY(2)", ByteBuffer.wrap(new byte[] {0, -1}), new byte[] {0, -1}),
        arguments(listOf(INT), "ARRAY<INT>", List.of(), array()),
        arguments(listOf(INT), "ARRAY<BIGINT NOT NULL>", List.of(1, 2), array(1L, 2L)),
        arguments(setOf(TEXT), "ARRAY<STRING>", Set.of("a"), array(StringData.fromString("a"))),
        arguments(
            mapOf(INT, BOOLEAN),
            "MAP<INT, BOOLEAN>",
            Map.of(1, true),
            new GenericMapData(Map.of(1, true))),
        arguments(
            vectorOf(FLOAT, 2),
            "ARRAY<FLOAT>",
            CqlVector.newInstance(1f, -2f),
            new GenericArrayData(new float[] {1, -2})),
        arguments(
            vectorOf(FLOAT, 2), "ARRAY<DOUBLE>", CqlVector.newInstance(1f, -2f), array(1d, -2d)),
        arguments(
            tupleOf(INT, TEXT),
            "ROW<a INT, b STRING>",
            tupleOf(INT, TEXT).newValue(1, null),
            GenericRowData.of(1, null)),
        arguments(ADDRESS, "ROW<street STRING, `Zip` INT>", ADDRESS.newValue("Elm", null), address),
        arguments(
            ADDRESS,
            "ROW<`Zip` BIGINT, street STRING>",
            ADDRESS.newValue("Elm", 7),
            GenericRowData.of(7L, StringData.fromString("Elm"))),
        arguments(
            mapOf(TEXT, listOf(ADDRESS)),
            "MAP<STRING, ARRAY<ROW<street STRING, `Zip` INT>>>",
            Map.of("k", List.of(ADDRESS.newValue("Elm", null))),
            new GenericMapData(Map.of(StringData.fromString("k"), array(address)))));
  }

  @ParameterizedTest
  @MethodSource("values")
  void value_passesBothWays(DataType cql, String flink, Object inCql, Object inFlink) {
    CqlConverter converter = CqlTypes.converter(cql, type(flink));

    assertThat(plain(converter.toFlink(inCql))).isEqualTo(plain(inFlink));
    assertThat(converter.toCql(inFlink)).isEqualTo(inCql);
  }

  static Stream<Arguments> unreadable() {
    return Stream.of(
        arguments(VARINT, "DECIMAL(38, 0)", BigInteger.TEN.pow(38), "does not fit DECIMAL(38, 0)"),
        arguments(
            VARINT,
            "BIGINT",
            BigInteger.ONE.shiftLeft(63),
            "9223372036854775808 does not fit BIGINT"),
        arguments(
            DECIMAL,
            "DECIMAL(38, 18)",
            new BigDecimal("1E-19"),
            "1E-19 does not fit DECIMAL(38, 18); declare more digits or STRING to read it"),
        arguments(DECIMAL, "DECIMAL(5, 2)", new BigDecimal("0.125"), "0.125 does not fit"),
        arguments(DECIMAL, "DECIMAL(5, 2)", new BigDecimal("1000"), "1000 does not fit"),
        arguments(
            DECIMAL, "DECIMAL(5, 2)", new BigDecimal("1E+2147483647"), "1E+2147483647 does not"),
        arguments(
            DECIMAL, "DECIMAL(5, 2)", new BigDecimal("1E-2147483647"), "1E-2147483647 does not"),
        arguments(
            TIME,
            "TIME(3)",
            LocalTime.ofNanoOfDay(1),
            "00:00:00.000000001 does not fit TIME(3); declare BIGINT, which counts nanoseconds,"),
        arguments(TIME, "TIME(0)", LocalTime.of(1, 0, 0, 1_000_000), "does not fit TIME(0)"),
        arguments(TEXT, "VARCHAR(2)", "abc", "'abc' does not fit VARCHAR(2); declare STRING"),
        arguments(TEXT, "CHAR(2)", "a", "'a' does not fit CHAR(2)"),
        arguments(
            BLOB, "BINARY(2)", ByteBuffer.allocate(1), "a blob of 1 bytes does not fit BINARY(2)"),
        arguments(
            listOf(INT),
            "ARRAY<INT NOT NULL>",
            Arrays.asList(1, null),
            "a list has an empty element, and its type in Flink is NOT NULL"),
        arguments(
            ADDRESS,
            "ROW<street STRING, `Zip` INT NOT NULL>",
            ADDRESS.newValue("Elm", null),
            "field 'Zip' is null, and its type in Flink is NOT NULL"));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void valueThatTheFlinkTypeCannotHold_isAnError(
      DataType cql, String flink, Object inCql, String reason) {
    assertThatThrownBy(() -> CqlTypes.converter(cql, type(flink)).toFlink(inCql))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  static Stream<Arguments> unwritable() {
    return Stream.of(
        arguments(ASCII, "STRING", StringData.fromString("é"), "'é' is not ASCII"),
        arguments(TINYINT, "INT", 128, "128 does not fit tinyint"),
        arguments(INT, "BIGINT", 1L << 31, "2147483648 does not fit int"),
        arguments(FLOAT, "DOUBLE", 1e300, "1.0E300 does not fit float"),
        arguments(VARINT, "STRING", StringData.fromString("1.5"), "'1.5' is no varint"),
        arguments(DECIMAL, "STRING", StringData.fromString("x"), "'x' is no decimal"),
        arguments(TIME, "BIGINT", -1L, "-1 ns is no time of day"),
        arguments(TIME, "BIGINT", 86_400_000_000_000L, "86400000000000 ns is no time of day"),
        arguments(
            TIMESTAMP,
            "TIMESTAMP_LTZ(6)",
            TimestampData.fromEpochMillis(0, 1_000),
            "1970-01-01T00:00:00.000001 has more than milliseconds"),
        arguments(
            DURATION,
            "ROW<m INT, d INT, n BIGINT>",
            GenericRowData.of(1, -1, 0L),
            "a duration of 1 months, -1 days and 0 ns has two signs"),
        arguments(
            DURATION,
            "ROW<m INT, d INT, n BIGINT>",
            GenericRowData.of(1, null, 0L),
            "a duration has no null"),
        arguments(UUID, "STRING", StringData.fromString("1-1-1-1-1"), "'1-1-1-1-1' is no UUID"),
        arguments(
            TIMEUUID,
            "STRING",
            StringData.fromString(A_UUID),
            "is a UUID of version 4, and a timeuuid"),
        arguments(listOf(INT), "ARRAY<INT>", array(1, null), "a list of Cassandra holds no null"),
        arguments(setOf(INT), "ARRAY<INT>", array((Object) null), "a set of Cassandra"),
        arguments(
            mapOf(INT, INT),
            "MAP<INT, INT>",
            new GenericMapData(Collections.singletonMap(1, null)),
            "a map of Cassandra"),
        arguments(
            vectorOf(FLOAT, 3),
            "ARRAY<FLOAT>",
            array(1f),
            "an array of 1 elements does not fit a vector of 3"),
        arguments(
            ADDRESS,
            "ROW<street STRING, `Zip` BIGINT>",
            GenericRowData.of(null, Long.MAX_VALUE),
            "field 'Zip': 9223372036854775807 does not fit int"));
  }

  @ParameterizedTest
  @MethodSource("unwritable")
  void valueThatTheCqlTypeCannotHold_isAnError(
      DataType cql, String flink, Object inFlink, String reason) {
    assertThatThrownBy(() -> CqlTypes.converter(cql, type(flink)).toCql(inFlink))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  static Stream<Arguments> mismatches() {
    return Stream.of(
        arguments(
            TEXT,
            "INT",
            "CQL type text does not go with Flink type INT; declare STRING"
                + " (in place of STRING also VARCHAR(n), CHAR(n))"),
        arguments(BIGINT, "INT", "CQL type bigint does not go with Flink type INT; declare BIGINT"),
        arguments(
            listOf(mapOf(TEXT, INT)),
            "ARRAY<MAP<STRING, SMALLINT>>",
            "CQL type list<map<text, int>> does not go with Flink type ARRAY<MAP<STRING, SMALLINT>>:"
                + " in it int does not go with SMALLINT; declare ARRAY<MAP<STRING, INT>>"
                + " (in place of INT also BIGINT)"),
        arguments(
            listOf(INT),
            "MAP<INT, INT>",
            "CQL type list<int> does not go with Flink type MAP<INT, INT>; declare ARRAY<INT>"),
        arguments(
            setOf(INT),
            "MULTISET<INT>",
            "CQL type set<int> does not go with Flink type MULTISET<INT>; declare ARRAY<INT>"),
        arguments(
            ADDRESS,
            "ROW<street STRING, zip INT>",
            "CQL type shop.address does not go with Flink type ROW<`street` STRING, `zip` INT>;"
                + " declare ROW<`street` STRING, `Zip` INT>"),
        arguments(
            tupleOf(INT, INT),
            "ROW<f0 INT>",
            "CQL type tuple<int, int> does not go with Flink type ROW<`f0` INT>;"
                + " declare ROW<`f0` INT, `f1` INT>"),
        arguments(
            TIMESTAMP,
            "TIMESTAMP(0)",
            "CQL type timestamp does not go with Flink type TIMESTAMP(0); declare TIMESTAMP_LTZ(3)"
                + " (in place of TIMESTAMP_LTZ(3) also TIMESTAMP_LTZ(p), TIMESTAMP(p) of p ≥ 3)"));
  }

  @ParameterizedTest
  @MethodSource("mismatches")
  void typesThatDoNotGoTogether_areNamedWithWhatToDeclare(
      DataType cql, String flink, String message) {
    assertThatThrownBy(() -> CqlTypes.converter(cql, type(flink)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void typeThatCassandraDoesNotKnow_hasNoFlinkType_howeverDeep() {
    DataType custom = custom("org.example.Point");

    for (DataType cql : List.of(custom, listOf(custom), mapOf(TEXT, tupleOf(INT, custom)))) {
      assertThatThrownBy(() -> CqlTypes.toFlink(cql))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("CQL type 'org.example.Point' has no Flink type");
    }
    assertThatThrownBy(() -> CqlTypes.converter(custom, type("BYTES")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("CQL type 'org.example.Point' has no Flink type");
  }

  @Test
  void decimalOfOtherScale_isReadExactly() {
    CqlConverter converter = CqlTypes.converter(DECIMAL, type("DECIMAL(5, 2)"));

    assertThat(converter.toFlink(new BigDecimal("1.2000"))).isEqualTo(decimal("1.20"));
    assertThat(converter.toFlink(new BigDecimal("1E+2"))).isEqualTo(decimal("100.00"));
    assertThat(converter.toFlink(new BigDecimal("0E-999999999"))).isEqualTo(decimal("0.00"));
    assertThat(converter.toFlink(new BigDecimal("0E+999999999"))).isEqualTo(decimal("0.00"));
  }

  @Test
  void udtOlderThanItsType_hasNullForTheFieldsAddedSince() {
    TupleType older = tupleOf(INT);
    CqlConverter converter = CqlTypes.converter(tupleOf(INT, TEXT), type("ROW<f0 INT, f1 STRING>"));

    assertThat(converter.toFlink(older.newValue(1))).isEqualTo(GenericRowData.of(1, null));
  }

  @Test
  void emptyElement_isNullInFlink() {
    CqlConverter converter = CqlTypes.converter(listOf(INT), type("ARRAY<INT>"));

    assertThat(converter.toFlink(Arrays.asList(1, null))).isEqualTo(array(1, null));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "::ffff:192.0.2.1, 192.0.2.1",
  })
  void address_isWrittenAsRfc5952Says(String text, String canonical) {
    assertThat(InetText.format(InetText.parse(text))).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource({"localhost", "1.2.3", "1.2.3.256", "1:2", "::g", "::1%eth0", "12345", "''"})
  void textThatIsNoAddress_isNotLookedUp(String text) {
    assertThatThrownBy(() -> InetText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'%s' is no IP address", text);
  }

  static LogicalType type(String flink) {
    return LogicalTypeParser.parse(flink, CqlTypesTest.class.getClassLoader());
  }

  private static DecimalData decimal(String value) {
    BigDecimal decimal = new BigDecimal(value);
    return DecimalData.fromBigDecimal(decimal, decimal.precision(), decimal.scale());
  }

  private static GenericArrayData array(Object... elements) {
    return new GenericArrayData(elements);
  }

  private static InetAddress inet(String address) throws Exception {
    return InetAddress.getByName(address);
  }

  /** In a form whose equals compares values, boxed or not. */
  private static Object plain(Object flink) {
    if (flink instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    }
    if (flink instanceof GenericArrayData array) {
      return Arrays.asList(array.toObjectArray());
    }
    return flink;
  }
}

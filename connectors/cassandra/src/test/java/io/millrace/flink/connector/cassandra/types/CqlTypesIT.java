package io.millrace.flink.connector.cassandra.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.type.DataType;
import io.millrace.flink.connector.cassandra.TestKeyspace;
import io.millrace.flink.connector.cassandra.session.SessionLease;
import io.millrace.stack.SharedStack;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real Cassandra keeps of a value, beside what CQL itself makes of its literal. */
class CqlTypesIT {

  /** The first row of each case is written by CQL, the second through {@link CqlValues}. */
  private static final int BY_CQL = 1;

  private static final int BY_FLINK = 2;

  private static final String UUID = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

  private static TestKeyspace keyspace;
  private static SessionLease lease;
  private static CqlSession session;

  @BeforeAll
  static void connect() throws Exception {
    keyspace = new TestKeyspace(SharedStack.cassandra(), "types_it");
    keyspace.cql("CREATE TYPE address (street text, \"Zip\" int)");
    Map<String, String> types = new LinkedHashMap<>();
    values().forEach(value -> types.put(value.column(), value.cql()));
    keyspace.cql(
        types.entrySet().stream()
            .map(column -> column.getKey() + " " + column.getValue())
            .collect(
                Collectors.joining(", ", "CREATE TABLE everything (id int PRIMARY KEY, ", ")")));
    lease = SessionLease.acquire(keyspace.connection().build(), CqlTypesIT.class.getClassLoader());
    session = lease.session();
  }

  @AfterAll
  static void disconnect() {
    lease.close();
    keyspace.close();
  }

  /**
   * @param literal in CQL
   * @param flink the same in Flink's internal form
   */
  record Value(String cql, String literal, Object flink) {

    /** Cases of one type share a column. */
    String column() {
      return "c_" + cql.replaceAll("\\W+", "_");
    }

    @Override
    public String toString() {
      return cql + " " + (literal.length() < 60 ? literal : literal.substring(0, 60) + "…");
    }
  }

  static Stream<Value> values() {
    return Stream.of(
        new Value("ascii", "''", text("")),
        new Value("ascii", "'~'", text("~")),
        new Value("text", "''", text("")),
        new Value("text", "'a''b\n\ud83d\ude00'", text("a'b\n\ud83d\ude00")),
        new Value("boolean", "false", false),
        new Value("tinyint", "-128", (byte) -128),
        new Value("tinyint", "127", (byte) 127),
        new Value("smallint", "-32768", Short.MIN_VALUE),
        new Value("smallint", "32767", Short.MAX_VALUE),
        new Value("int", "-2147483648", Integer.MIN_VALUE),
        new Value("int", "2147483647", Integer.MAX_VALUE),
        new Value("bigint", "-9223372036854775808", Long.MIN_VALUE),
        new Value("bigint", "9223372036854775807", Long.MAX_VALUE),
        new Value("varint", "-" + "9".repeat(38), decimal("-" + "9".repeat(38), 38, 0)),
        new Value("varint", "0", decimal("0", 38, 0)),
        new Value("decimal", "-1.500000000000000000", decimal("-1.500000000000000000", 38, 18)),
        new Value(
            "decimal",
            "9".repeat(20) + "." + "9".repeat(18),
            decimal("9".repeat(20) + "." + "9".repeat(18), 38, 18)),
        new Value("float", "-3.4028235E38", -Float.MAX_VALUE),
        new Value("float", "NaN", Float.NaN),
        new Value("float", "-Infinity", Float.NEGATIVE_INFINITY),
        new Value("double", "4.9E-324", Double.MIN_VALUE),
        new Value("double", "-0.0", -0.0d),
        new Value("date", "'1969-12-31'", -1),
        new Value("date", "'9999-12-31'", 2_932_896),
        new Value("date", "'0001-01-01'", -719_162),
        new Value("time", "'00:00:00'", 0L),
        new Value("time", "'23:59:59.999999999'", 86_399_999_999_999L),
        new Value("timestamp", "-1", TimestampData.fromEpochMillis(-1)),
        new Value(
            "timestamp",
            "'9999-12-31T23:59:59.999Z'",
            TimestampData.fromEpochMillis(253_402_300_799_999L)),
        new Value(
            "timestamp",
            "'0001-01-01T00:00:00.000Z'",
            TimestampData.fromEpochMillis(-62_135_596_800_000L)),
        new Value("duration", "1y2mo3d4ns", row(14, 3, 4L)),
        new Value("duration", "-1mo1d1ns", row(-1, -1, -1L)),
        new Value(
            "duration",
            "2147483647mo2147483647d9223372036854775807ns",
            row(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE)),
        new Value("uuid", UUID, text(UUID)),
        new Value("timeuuid", UUID, text(UUID)),
        new Value("inet", "'192.0.2.1'", text("192.0.2.1")),
        new Value("inet", "'2001:db8:0:0:0:0:0:1'", text("2001:db8::1")),
        new Value("blob", "0x", new byte[0]),
        new Value("blob", "0x00ff", new byte[] {0, -1}),
        new Value("list<int>", "[2, 1, 2]", array(2, 1, 2)),
        new Value("frozen<list<int>>", "[]", array()),
        new Value("set<text>", "{'b', 'a'}", array(text("a"), text("b"))),
        new Value("frozen<set<text>>", "{}", array()),
        new Value("map<text, date>", "{'': '1970-01-02'}", map(text(""), 1)),
        new Value("frozen<map<text, int>>", "{}", new GenericMapData(Map.of())),
        new Value(
            "vector<float, 3>",
            "[1.5, -2.0, 0.0]",
            new GenericArrayData(new float[] {1.5f, -2, 0})),
        new Value("vector<text, 2>", "['a', '']", array(text("a"), text(""))),
        new Value("tuple<int, text>", "(1, null)", row(1, null)),
        new Value("frozen<address>", "{street: 'Elm', \"Zip\": null}", row(text("Elm"), null)),
        new Value("address", "{street: 'Elm', \"Zip\": 7}", row(text("Elm"), 7)),
        new Value(
            "map<text, frozen<list<frozen<address>>>>",
            "{'a': [{street: 'Elm', \"Zip\": null}], 'b': []}",
            new GenericMapData(
                Map.of(text("a"), array(row(text("Elm"), null)), text("b"), array()))),
        new Value(
            "list<frozen<tuple<frozen<set<inet>>, duration, frozen<map<int, decimal>>>>>",
            "[({'::1'}, 1d, {1: -0.500000000000000000})]",
            array(
                row(
                    array(text("::1")),
                    row(0, 1, 0L),
                    map(1, decimal("-0.500000000000000000", 38, 18))))));
  }

  @ParameterizedTest
  @MethodSource("values")
  void value_isReadAsCqlWroteIt_andWrittenAsCqlWritesIt(Value value) {
    session.execute(
        "INSERT INTO types_it.everything (id, %s) VALUES (%d, %s)"
            .formatted(value.column(), BY_CQL, value.literal()));
    PreparedStatement select =
        session.prepare(
            "SELECT %s FROM types_it.everything WHERE id = ?".formatted(value.column()));
    DataType cql = select.getResultSetDefinitions().get(0).getType();
    LogicalType flink = CqlTypes.toFlink(cql).getLogicalType();

    write(value.column(), flink, value.flink());

    Row byCql = session.execute(select.bind(BY_CQL)).one();
    Row byFlink = session.execute(select.bind(BY_FLINK)).one();
    assertThat(byFlink.getBytesUnsafe(0)).isEqualTo(byCql.getBytesUnsafe(0));
    assertThat(plain(read(select, RowType.of(flink), byCql))).isEqualTo(plain(row(value.flink())));
  }

  @Test
  void nullAndEmptyCollection_areNull() {
    keyspace.cql(
        "INSERT INTO everything (id, c_text, c_list_int_, c_set_text_) VALUES (3, null, [], {})");
    PreparedStatement select =
        session.prepare(
            "SELECT c_text, c_list_int_, c_set_text_ FROM types_it.everything WHERE id = 3");

    assertThat(read(select, defaults(select), session.execute(select.bind()).one()))
        .isEqualTo(row(null, null, null));
  }

  @Test
  void emptyValueOfANumber_isNull() {
    keyspace.cql(
        "INSERT INTO everything (id, c_int, c_varint, c_inet, c_text)"
            + " VALUES (4, blob_as_int(0x), blob_as_varint(0x), blob_as_inet(0x), '')");
    PreparedStatement select =
        session.prepare(
            "SELECT c_int, c_varint, c_inet, c_text FROM types_it.everything WHERE id = 4");

    assertThat(read(select, defaults(select), session.execute(select.bind()).one()))
        .isEqualTo(row(null, null, null, text("")));
  }

  @Test
  void counter_isRead() {
    keyspace.cql("CREATE TABLE counted (id int PRIMARY KEY, n counter)");
    keyspace.cql("UPDATE counted SET n = n - 5 WHERE id = 1");
    PreparedStatement select = session.prepare("SELECT n FROM types_it.counted");

    assertThat(read(select, defaults(select), session.execute(select.bind()).one()))
        .isEqualTo(row(-5L));
  }

  @Test
  void numberTooLong_isNamedWithItsColumn_andReadAsText() {
    keyspace.cql("CREATE TABLE numbers (id int PRIMARY KEY, v varint, d decimal)");
    keyspace.cql("INSERT INTO numbers (id, v, d) VALUES (1, 1%s, 1E-40)".formatted("0".repeat(38)));
    PreparedStatement varint = session.prepare("SELECT v FROM types_it.numbers");
    PreparedStatement decimal = session.prepare("SELECT d FROM types_it.numbers");
    Row row = session.execute(varint.bind()).one();

    assertThatThrownBy(() -> read(varint, defaults(varint), row))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "column 'v' of type varint: 1%s does not fit DECIMAL(38, 0);".formatted("0".repeat(38))
                + " declare more digits or STRING to read it");
    RowType string = RowType.of(DataTypes.STRING().getLogicalType());
    assertThat(read(varint, string, row)).isEqualTo(row(text("1" + "0".repeat(38))));
    assertThat(read(decimal, string, session.execute(decimal.bind()).one()))
        .isEqualTo(row(text("1E-40")));
  }

  /** What the page of types warns of. */
  @Test
  void decimalOfAnotherScale_isAnotherPartition_butTheSameClusteringKey() {
    keyspace.cql("CREATE TABLE by_decimal (p decimal, c decimal, PRIMARY KEY (p, c))");
    keyspace.cql("INSERT INTO by_decimal (p, c) VALUES (1.5, 1.5)");
    keyspace.cql("INSERT INTO by_decimal (p, c) VALUES (1.5, 1.50)");
    assertThat(keyspace.cql("SELECT * FROM by_decimal")).hasSize(1);

    keyspace.cql("INSERT INTO by_decimal (p, c) VALUES (1.50, 1.5)");
    assertThat(keyspace.cql("SELECT * FROM by_decimal")).hasSize(2);
  }

  @Test
  void nullInAColumnDeclaredNotNull_isNamed() {
    keyspace.cql("INSERT INTO everything (id) VALUES (5)");
    PreparedStatement select =
        session.prepare("SELECT id, c_int FROM types_it.everything WHERE id = 5");
    LogicalType notNull = DataTypes.INT().notNull().getLogicalType();
    Row row = session.execute(select.bind()).one();

    assertThatThrownBy(() -> read(select, RowType.of(notNull, notNull), row))
        .hasMessage("column 'c_int' is null and declared NOT NULL; declare it without");
  }

  @Test
  void udtThatGotAField_hasNullThereInOlderRows() {
    keyspace.cql("CREATE TYPE grown (a int)");
    keyspace.cql(
        "CREATE TABLE growing (id int PRIMARY KEY, g frozen<grown>, l list<frozen<grown>>)");
    keyspace.cql("INSERT INTO growing (id, g, l) VALUES (1, {a: 1}, [{a: 2}])");
    keyspace.cql("ALTER TYPE grown ADD b text");
    session.refreshSchema();
    PreparedStatement select = session.prepare("SELECT g, l FROM types_it.growing");

    assertThat(plain(read(select, defaults(select), session.execute(select.bind()).one())))
        .isEqualTo(plain(row(row(1, null), array(row(2, null)))));
  }

  @Test
  void valueThatDoesNotFit_isNamedWithItsColumn() {
    RowType row =
        RowType.of(new LogicalType[] {DataTypes.BIGINT().getLogicalType()}, new String[] {"n"});
    CqlValues values =
        new CqlValues(
            row, new int[] {0}, List.of(com.datastax.oss.driver.api.core.type.DataTypes.INT));

    assertThat(values.toCql(row(7L))).containsExactly(7);
    assertThat(values.toCql(row((Object) null))).containsExactly((Object) null);
    assertThatThrownBy(() -> values.toCql(row(Long.MAX_VALUE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column 'n' of type int: 9223372036854775807 does not fit int");
  }

  private static void write(String column, LogicalType flink, Object value) {
    PreparedStatement insert =
        session.prepare("INSERT INTO types_it.everything (id, %s) VALUES (?, ?)".formatted(column));
    List<DataType> types =
        List.of(
            insert.getVariableDefinitions().get(0).getType(),
            insert.getVariableDefinitions().get(1).getType());
    CqlValues values =
        new CqlValues(
            RowType.of(flink, DataTypes.INT().notNull().getLogicalType()), new int[] {1, 0}, types);
    BoundStatement bound = insert.bind(values.toCql(row(value, BY_FLINK)));
    session.execute(bound);
  }

  private static RowData read(PreparedStatement select, RowType type, Row row) {
    return new RowDataReader(
            select.getResultSetDefinitions(),
            type,
            session.getContext().getCodecRegistry(),
            session.getContext().getProtocolVersion())
        .read(row);
  }

  private static RowType defaults(PreparedStatement select) {
    LogicalType[] types = new LogicalType[select.getResultSetDefinitions().size()];
    for (int i = 0; i < types.length; i++) {
      types[i] =
          CqlTypes.toFlink(select.getResultSetDefinitions().get(i).getType()).getLogicalType();
    }
    return RowType.of(types);
  }

  private static StringData text(String text) {
    return StringData.fromString(text);
  }

  private static DecimalData decimal(String value, int precision, int scale) {
    return DecimalData.fromBigDecimal(new BigDecimal(value), precision, scale);
  }

  private static GenericArrayData array(Object... elements) {
    return new GenericArrayData(elements);
  }

  private static GenericMapData map(Object key, Object value) {
    return new GenericMapData(Collections.singletonMap(key, value));
  }

  private static GenericRowData row(Object... fields) {
    return GenericRowData.of(fields);
  }

  /** In a form whose equals compares values, boxed or not. */
  private static Object plain(Object flink) {
    if (flink instanceof GenericRowData row) {
      Object[] fields = new Object[row.getArity()];
      Arrays.setAll(fields, i -> plain(row.getField(i)));
      return Arrays.asList(fields);
    }
    if (flink instanceof GenericArrayData array) {
      return Arrays.stream(array.toObjectArray()).map(CqlTypesIT::plain).toList();
    }
    return flink instanceof byte[] bytes ? Arrays.toString(bytes) : flink;
  }
}

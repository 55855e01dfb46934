package io.millrace.flink.connector.cassandra.types;

import static com.datastax.oss.driver.api.core.type.DataTypes.listOf;
import static com.datastax.oss.driver.api.core.type.DataTypes.mapOf;
import static com.datastax.oss.driver.api.core.type.DataTypes.setOf;
import static com.datastax.oss.driver.api.core.type.DataTypes.tupleOf;
import static com.datastax.oss.driver.api.core.type.DataTypes.vectorOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.internal.core.type.UserDefinedTypeBuilder;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keeps docs/connectors/cassandra-types.md true. */
class TypesPageTest {

  private static final Path PAGE =
      Path.of(System.getProperty("millrace.home"), "docs/connectors/cassandra-types.md");
  private static final Pattern ROW =
      Pattern.compile("\\| ([^|]+) \\| (`[^|]+`) \\| ([^|]*)\\| [^|]*\\|");

  @Test
  void table_isTheOneOfTheCode() throws Exception {
    Map<String, String> code = new TreeMap<>();
    // text is the name that the driver has for varchar too.
    scalars()
        .forEach((name, cql) -> code.put(name.equals("text") ? "text, varchar" : name, row(cql)));
    // Two types whose names tell one parameter from the other.
    DataType a = DataTypes.INT;
    DataType b = DataTypes.DATE;
    code.put("list<T>", row(listOf(a)).replace("INT", "T"));
    code.put("set<T>", row(setOf(a)).replace("INT", "T"));
    code.put("vector<T, n>", row(vectorOf(a, 3)).replace("INT", "T"));
    code.put("map<K, V>", row(mapOf(a, b)).replace("INT", "K").replace("DATE", "V"));
    code.put("tuple<A, B>", row(tupleOf(a, b)).replace("INT", "A").replace("DATE", "B"));
    DataType udt =
        new UserDefinedTypeBuilder(CqlIdentifier.fromInternal("k"), CqlIdentifier.fromInternal("t"))
            .withField(CqlIdentifier.fromInternal("name"), a)
            .withField(CqlIdentifier.fromInternal("other"), b)
            .build();
    code.put("a user-defined type", row(udt).replace("INT", "A").replace("DATE", "B"));

    assertThat(documented()).isEqualTo(code);
  }

  private static String row(DataType cql) {
    String byDefault = CqlTypes.text(CqlTypes.toFlink(cql).getLogicalType()).replace("`", "");
    return "%s | %s".formatted(byDefault, CqlTypes.alternatives(cql));
  }

  private static Map<String, DataType> scalars() throws IllegalAccessException {
    Map<String, DataType> scalars = new LinkedHashMap<>();
    for (Field field : DataTypes.class.getFields()) {
      DataType cql = (DataType) field.get(null);
      scalars.put(CqlTypes.text(cql), cql);
    }
    assertThat(scalars).hasSizeGreaterThan(15);
    return scalars;
  }

  private static Map<String, String> documented() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        documented.put(
            row.group(1).replace("`", ""),
            (row.group(2) + " | " + row.group(3).strip()).replace("`", ""));
      }
    }
    return documented;
  }
}

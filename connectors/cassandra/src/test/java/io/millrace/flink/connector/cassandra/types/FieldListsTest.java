package io.millrace.flink.connector.cassandra.types;

import static com.datastax.oss.driver.api.core.type.DataTypes.BIGINT;
import static com.datastax.oss.driver.api.core.type.DataTypes.INT;
import static com.datastax.oss.driver.api.core.type.DataTypes.TEXT;
import static com.datastax.oss.driver.api.core.type.DataTypes.listOf;
import static com.datastax.oss.driver.api.core.type.DataTypes.mapOf;
import static com.datastax.oss.driver.api.core.type.DataTypes.setOf;
import static com.datastax.oss.driver.api.core.type.DataTypes.tupleOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.data.UdtValue;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.TupleType;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import com.datastax.oss.driver.api.core.type.codec.CodecNotFoundException;
import com.datastax.oss.driver.internal.core.type.UserDefinedTypeBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FieldListsTest {

  private static final UserDefinedType ITEM =
      type("item")
          .withField(CqlIdentifier.fromInternal("name"), TEXT)
          .withField(CqlIdentifier.fromInternal("count"), BIGINT)
          .frozen()
          .build();

  private static final UserDefinedType LIST =
      type("top")
          .withField(CqlIdentifier.fromInternal("items"), listOf(ITEM, true))
          .withField(CqlIdentifier.fromInternal("error"), INT)
          .frozen()
          .build();

  private static final TupleType PAIR = tupleOf(ITEM, INT);

  @Test
  void listOrArray_isTheValueOfItsFields() {
    UdtValue expected = item("a", 1L);

    assertThat(FieldLists.toDriver(ITEM, List.of("a", 1L))).isEqualTo(expected);
    assertThat(FieldLists.toDriver(ITEM, new Object[] {"a", 1L})).isEqualTo(expected);
    assertThat(FieldLists.toDriver(ITEM, Arrays.asList(null, 1L)))
        .isEqualTo(ITEM.newValue().setLong(1, 1));
    assertThat(FieldLists.toDriver(PAIR, List.of(List.of("a", 1L), 2)))
        .isEqualTo(PAIR.newValue(expected, 2));
  }

  @Test
  void fieldsInsideOthers_areTakenAtAnyDepth() {
    assertThat(FieldLists.toDriver(LIST, List.of(List.of(List.of("a", 1L), List.of("b", 2L)), 3)))
        .isEqualTo(
            LIST.newValue()
                .setList(0, List.of(item("a", 1L), item("b", 2L)), UdtValue.class)
                .setInt(1, 3));
    assertThat(FieldLists.toDriver(setOf(ITEM), Set.of(List.of("a", 1L))))
        .isEqualTo(Set.of(item("a", 1L)));
    assertThat(FieldLists.toDriver(mapOf(ITEM, ITEM), Map.of(List.of("a", 1L), List.of("b", 2L))))
        .isEqualTo(Map.of(item("a", 1L), item("b", 2L)));
  }

  @Test
  void otherValues_stayAsTheyAre() {
    UdtValue given = item("a", 1L);

    assertThat(FieldLists.toDriver(ITEM, given)).isSameAs(given);
    assertThat(FieldLists.toDriver(listOf(ITEM), List.of(given))).isEqualTo(List.of(given));
    assertThat(FieldLists.toDriver(TEXT, "a")).isEqualTo("a");
    assertThat(FieldLists.toDriver(ITEM, "no fields")).isEqualTo("no fields");
  }

  @Test
  void fieldsThatDoNotFit_areRefused() {
    assertThatThrownBy(() -> FieldLists.toDriver(ITEM, List.of("a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 values are not the 2 fields of k.item");
    assertThatThrownBy(() -> FieldLists.toDriver(ITEM, List.of("a", "b")))
        .isInstanceOf(CodecNotFoundException.class);
  }

  @Test
  void types_areKnownByWhatIsInThem() {
    for (DataType type :
        List.of(ITEM, PAIR, listOf(ITEM), setOf(listOf(PAIR)), mapOf(TEXT, ITEM), LIST)) {
      assertThat(FieldLists.occurIn(type)).isTrue();
    }
    for (DataType type : List.of(TEXT, listOf(TEXT), setOf(INT), mapOf(TEXT, INT))) {
      assertThat(FieldLists.occurIn(type)).isFalse();
    }
  }

  private static UserDefinedTypeBuilder type(String name) {
    return new UserDefinedTypeBuilder(
        CqlIdentifier.fromInternal("k"), CqlIdentifier.fromInternal(name));
  }

  private static UdtValue item(String name, long count) {
    return ITEM.newValue().setString(0, name).setLong(1, count);
  }
}

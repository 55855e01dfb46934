package io.millrace.datasets;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a row is now, for whoever took it as complete: the key and the value of a record, both JSON
 * (docs/datasets.md).
 *
 * <p>It says what the row is and not what was added, so it may come twice.
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record Correction(byte[] key, byte[] value) {

  private static final JsonFactory JSON = new JsonFactory();

  /** As ingest writes every time. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Of the table's row that the cell is. */
  public static Correction of(DatasetTable table, CellKey key, Cell cell) {
    List<TableColumn> columns = table.columns();
    List<@Nullable Object> row = table.values(key, cell);
    int keyColumns = table.partitionKey().size() + table.clustering().size();
    return new Correction(
        bytes(
            json -> {
              json.writeStartArray();
              json.writeString(table.name());
              for (int i = 0; i < keyColumns; i++) {
                write(json, columns.get(i).type(), row.get(i));
              }
              json.writeEndArray();
            }),
        bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("dataset", key.dataset());
              json.writeNumberField("version", table.definition().version());
              json.writeStringField("grain", key.grain());
              json.writeStringField("table", table.name());
              json.writeObjectFieldStart("row");
              for (int i = 0; i < row.size(); i++) {
                if (row.get(i) != null) {
                  json.writeFieldName(columns.get(i).name());
                  write(json, columns.get(i).type(), row.get(i));
                }
              }
              json.writeEndObject();
              json.writeEndObject();
            }));
  }

  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] bytes(Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, CqlType type, Object value) throws IOException {
    switch (type) {
      case TEXT, DATE -> json.writeString(value.toString());
      case BIGINT, INT -> json.writeNumber(((Number) value).longValue());
      // With all its digits: who reads them as doubles does so knowingly.
      case DECIMAL -> json.writeNumber(((BigDecimal) value).toPlainString());
      case BOOLEAN -> json.writeBoolean((Boolean) value);
      case TIMESTAMP -> json.writeString(TIME.format((Instant) value));
      case DISTINCT_COUNT -> write(json, UserType.DISTINCT_COUNT, (List<?>) value);
      case QUANTILE_ESTIMATE -> write(json, UserType.QUANTILE_ESTIMATE, (List<?>) value);
      case UNIQUE_VALUES -> write(json, UserType.UNIQUE_VALUES, (List<?>) value);
      case TOP_VALUES -> write(json, UserType.TOP_VALUES, (List<?>) value);
    }
  }

  private static void write(JsonGenerator json, UserType type, List<?> value) throws IOException {
    Iterator<?> fields = value.iterator();
    json.writeStartObject();
    for (String name : type.fields().keySet()) {
      Object field = fields.next();
      if (field != null) {
        json.writeFieldName(name);
        writeField(json, field);
      }
    }
    json.writeEndObject();
  }

  private static void writeField(JsonGenerator json, Object field) throws IOException {
    if (field instanceof Double number) {
      json.writeNumber(number);
    } else if (field instanceof Long number) {
      json.writeNumber(number);
    } else if (field instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (field instanceof ByteBuffer sketch) {
      byte[] bytes = new byte[sketch.remaining()];
      sketch.duplicate().get(bytes);
      json.writeBinary(bytes);
    } else if (field instanceof List<?> items) {
      json.writeStartArray();
      for (Object item : items) {
        if (item instanceof List<?> top) {
          write(json, UserType.TOP_VALUE, top);
        } else {
          json.writeString(item.toString());
        }
      }
      json.writeEndArray();
    } else {
      json.writeString(field.toString());
    }
  }
}

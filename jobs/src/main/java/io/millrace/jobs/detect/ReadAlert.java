package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Makes two rows of each alert; what else stands on the topic is left aside and counted. */
final class ReadAlert implements KafkaRecordDeserializationSchema<AlertRow> {

  private static final long serialVersionUID = 1;

  private transient @Nullable Counter foreign;

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    foreign = context.getMetricGroup().addGroup("millrace").counter("foreign_alerts");
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<AlertRow> out) {
    AlertRow row = record.value() == null ? null : row(record.value(), record.timestamp());
    if (row != null) {
      out.collect(row);
      out.collect(row.inOtherTable());
    } else if (foreign != null) {
      foreign.inc();
    }
  }

  private static @Nullable AlertRow row(byte[] value, long writtenMillis) {
    Map<String, String> alert = new HashMap<>();
    try (JsonParser json = Json.parser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      members("", json, alert);
      return AlertJson.TYPE.equals(alert.get("type"))
          ? new AlertRow(
              false,
              of(alert, "data.pattern"),
              of(alert, "data.key"),
              Instant.parse(of(alert, "data.last_time")).toEpochMilli(),
              of(alert, "id"),
              Instant.parse(of(alert, "data.first_time")).toEpochMilli(),
              Integer.parseInt(of(alert, "data.version")),
              of(alert, "data.severity"),
              of(alert, "data.title"),
              of(alert, "data.why"),
              writtenMillis,
              new String(value, UTF_8))
          : null;
    } catch (IOException | DateTimeParseException | NumberFormatException malformed) {
      return null;
    }
  }

  private static String of(Map<String, String> alert, String name) throws IOException {
    String text = alert.get(name);
    if (text == null) {
      throw new IOException(name + " is missing");
    }
    return text;
  }

  /** Those of the alert and of its data that are no objects or lists. */
  private static void members(String prefix, JsonParser json, Map<String, String> alert)
      throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      if (token == JsonToken.START_OBJECT && prefix.isEmpty() && name.equals("data")) {
        members("data.", json, alert);
      } else if (token.isScalarValue()) {
        alert.put(prefix + name, json.getText());
      } else {
        json.skipChildren();
      }
    }
  }

  @Override
  public TypeInformation<AlertRow> getProducedType() {
    return AlertRow.TYPE;
  }
}

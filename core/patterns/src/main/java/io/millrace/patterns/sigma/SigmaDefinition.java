package io.millrace.patterns.sigma;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.millrace.config.ConfigException;
import io.millrace.config.ConfigFile;
import io.millrace.config.ConfigNode;
import io.millrace.patterns.model.Pattern;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rule of Sigma as a pattern, and what it was read from.
 *
 * @param file of the rule
 * @param settings those of the deployment that it uses
 * @param documents the rule's own, then those of the rules that it refers to and of filters
 */
public record SigmaDefinition(
    Path file,
    Pattern pattern,
    SigmaSettings settings,
    List<Map<String, @Nullable Object>> documents) {

  /** With which each text begins, and none of a file of ours: {@code sigma} is no key there. */
  private static final String BEGINNING = "{\"sigma\":{";

  /** Characters beyond ASCII are escaped, so that half a pair of surrogates is kept as well. */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  public SigmaDefinition {
    documents = List.copyOf(documents);
  }

  /**
   * This rule behind what is known of it: with the next version if its own is not higher, since
   * neither the date of a rule nor any of its keys counts each change, let alone those of settings.
   * Empty if it means the same.
   */
  public Optional<SigmaDefinition> behind(Pattern known) {
    if (pattern.version() > known.version()) {
      return Optional.of(this);
    }
    return pattern.withVersion(known.version()).equals(known)
        ? Optional.empty()
        : Optional.of(
            new SigmaDefinition(
                file, pattern.withVersion(known.version() + 1), settings, documents));
  }

  /** As the topic of patterns has it: JSON with all that it takes to read the rule again. */
  public String text() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeObjectFieldStart("sigma");
      json.writeStringField("id", pattern.id());
      json.writeNumberField("version", pattern.version());
      json.writeFieldName("settings");
      value(settings.tree(), json);
      json.writeFieldName("rules");
      value(documents, json);
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void value(@Nullable Object value, JsonGenerator json) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> each : map.entrySet()) {
        json.writeFieldName(String.valueOf(each.getKey()));
        value(each.getValue(), json);
      }
      json.writeEndObject();
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object each : list) {
        value(each, json);
      }
      json.writeEndArray();
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else {
      json.writeString((String) value);
    }
  }

  /** Whether it is one that {@link #text} makes. */
  public static boolean isText(String text) {
    return text.startsWith(BEGINNING);
  }

  /**
   * What such a text defines.
   *
   * @param file for messages
   * @throws ConfigException if it is no rule that is taken
   */
  public static Pattern read(Path file, String text) {
    ConfigNode root = ConfigFile.parseForeign(file, text);
    ConfigNode node = root.child("sigma");
    String id = node.requiredText("id");
    int version = node.requiredInteger("version", 1, Integer.MAX_VALUE);
    SigmaSettings settings = SigmaSettings.of(node.child("settings"));
    List<Map<String, @Nullable Object>> documents =
        node.children("rules").stream().map(ConfigNode::tree).toList();
    root.rejectUnknownKeys();
    // A rule that names itself nowhere has its file's name as id.
    SigmaRules rules = SigmaRules.of(file.resolveSibling(id + ".yml"), documents, settings);
    return rules.patterns().stream()
        .filter(pattern -> pattern.id().equals(id))
        .findFirst()
        .map(pattern -> pattern.withVersion(version))
        .orElseThrow(
            () ->
                new ConfigException(
                    rules.refusals().isEmpty()
                        ? file + ": holds no rule '" + id + "'"
                        : rules.refusals().get(0).toString()));
  }
}

package io.millrace.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * JSON as Jackson and java.nio understand it: the second opinion on what is JSON and what it says.
 *
 * <p>An object is a Map, a list a List, a text a String, a number a {@link Digits} with its digits
 * as sent, null is {@link #NULL}.
 */
final class JsonTree {

  static final Object NULL = "null".toCharArray();

  private static final Pattern ESCAPE = Pattern.compile("(?s)\\\\(?:u[0-9A-Fa-f]{4}|[^u])");

  record Digits(String text) {}

  private static final StreamReadConstraints NO_LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(Integer.MAX_VALUE)
          .maxNumberLength(Integer.MAX_VALUE)
          .maxStringLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .build();
  private static final JsonFactory LENIENT =
      new JsonFactoryBuilder().streamReadConstraints(NO_LIMITS).build();
  private static final JsonFactory STRICT =
      new JsonFactoryBuilder()
          .streamReadConstraints(NO_LIMITS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private JsonTree() {}

  static String decodeUtf8(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT)
        .decode(ByteBuffer.wrap(bytes))
        .toString();
  }

  /** Whether the text is one JSON value; the same key twice is none of this method's business. */
  static boolean isJson(String text) {
    // Jackson looks at the last eight bits of what follows backslash and u: to it U+0746 is an F.
    if (ESCAPE.matcher(text).replaceAll("").contains("\\")) {
      return false;
    }
    try (JsonParser parser = LENIENT.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  static Object parse(byte[] bytes) throws IOException {
    return parse(decodeUtf8(bytes));
  }

  /** The tree; a key that occurs twice in one object is an exception. */
  static Object parse(String text) throws IOException {
    try (JsonParser parser = STRICT.createParser(text)) {
      Object tree = value(parser, parser.nextToken());
      if (parser.nextToken() != null) {
        throw new IOException("more than one value");
      }
      return tree;
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(byte[] bytes) throws IOException {
    return (Map<String, Object>) parse(bytes);
  }

  private static Object value(JsonParser parser, JsonToken token) throws IOException {
    switch (token) {
      case START_OBJECT:
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          object.put(name, value(parser, parser.nextToken()));
        }
        return object;
      case START_ARRAY:
        List<Object> list = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          list.add(value(parser, next));
        }
        return list;
      case VALUE_STRING:
        return parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT:
        return new Digits(parser.getText());
      case VALUE_TRUE:
        return true;
      case VALUE_FALSE:
        return false;
      case VALUE_NULL:
        return NULL;
      default:
        throw new IOException("unexpected " + token);
    }
  }
}

package io.millrace.events;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Walks one event with a {@link JsonScanner} and keeps what a {@link CheckedEvent} needs of it. */
final class EventScanner {

  static final int MAX_ID_LENGTH = 256;
  static final int MAX_TOKEN_LENGTH = 64;

  private static final String KNOWN_KEEN_PROPERTIES =
      "timestamp, created_at, id, uniqueness_token, location, addons, behind_ms";
  private static final String SEND_ISO_8601 = "; send ISO-8601 text such as 2026-01-31T10:05:03Z";

  private static final BigDecimal MAX_LONGITUDE = BigDecimal.valueOf(180);
  private static final BigDecimal MAX_LATITUDE = BigDecimal.valueOf(90);
  private static final byte[] NOTHING = new byte[0];

  private final JsonScanner json;
  private final long futureLimitMillis;
  private final int maxEventBytes;

  private int start;
  private int end;
  private boolean hasProperties;
  private int keenStart;
  private int keenEnd;
  private long createdAtMillis;
  private long timestampMillis;
  private @Nullable String id;
  private @Nullable String uniquenessToken;
  private byte @Nullable [] location;
  private byte @Nullable [] addons;

  EventScanner(JsonScanner json, EventRules rules) {
    this.json = json;
    futureLimitMillis = rules.futureLimit().toMillis();
    maxEventBytes = rules.maxEventBytes();
  }

  /** Walks over the value at the next byte; the scanner then knows the first broken rule. */
  void scan(long recordTimestampMillis) throws MalformedJson {
    createdAtMillis = recordTimestampMillis;
    timestampMillis = recordTimestampMillis;
    id = null;
    uniquenessToken = null;
    location = null;
    addons = null;
    hasProperties = false;
    keenStart = -1;
    keenEnd = -1;

    boolean isObject = json.peek() == '{';
    json.beginEvent();
    start = json.position();
    if (isObject) {
      members();
    } else {
      json.note(RejectCode.NOT_AN_OBJECT, "an event must be an object", start);
      json.value();
    }
    end = json.position();
    if (end - start > maxEventBytes) {
      json.note(
          RejectCode.EVENT_TOO_LARGE,
          "the event has " + (end - start) + " bytes, more than " + maxEventBytes,
          end);
    }
  }

  /** The bytes of the event alone. */
  byte[] raw() {
    return json.copy(start, end);
  }

  /** The event just walked over; only if it broke no rule. */
  CheckedEvent checked(String collection, InboundRecord inbound, int index) {
    String sentId = id;
    return new CheckedEvent(
        collection,
        sentId == null ? placeOf(inbound, index) : sentId,
        sentId != null,
        uniquenessToken,
        timestampMillis,
        createdAtMillis,
        inbound.topic(),
        inbound.partition(),
        inbound.offset(),
        index,
        properties(),
        location,
        addons);
  }

  private static String placeOf(InboundRecord inbound, int index) {
    return inbound.topic() + '/' + inbound.partition() + '/' + inbound.offset() + '/' + index;
  }

  private byte[] properties() {
    int from = start + 1;
    int to = end - 1;
    if (!hasProperties) {
      return NOTHING;
    }
    if (keenStart < 0) {
      return json.copy(from, to);
    }
    byte[] properties = new byte[keenStart - from + to - keenEnd];
    json.copy(from, keenStart, properties, 0);
    json.copy(keenEnd, to, properties, keenStart - from);
    return properties;
  }

  private void members() throws MalformedJson {
    boolean keenWasFirst = false;
    json.enter();
    while (json.nextMember()) {
      int separator = json.separator();
      if (keenWasFirst) {
        keenEnd = separator + 1;
        keenWasFirst = false;
      }
      if (json.memberIs("keen")) {
        keenStart = separator < 0 ? start + 1 : separator;
        keenWasFirst = separator < 0;
        keen();
        keenEnd = json.position();
      } else {
        hasProperties = true;
        json.checkName();
        json.value();
      }
    }
  }

  private void keen() throws MalformedJson {
    if (json.peek() != '{') {
      json.note(RejectCode.INVALID_KEEN, "keen must be an object", json.position());
      json.value();
      return;
    }
    json.enter();
    while (json.nextMember()) {
      if (json.memberIs("timestamp")) {
        timestamp();
      } else if (json.memberIs("id")) {
        id = label("keen.id", RejectCode.INVALID_ID, MAX_ID_LENGTH);
      } else if (json.memberIs("uniqueness_token")) {
        uniquenessToken =
            label("keen.uniqueness_token", RejectCode.INVALID_UNIQUENESS_TOKEN, MAX_TOKEN_LENGTH);
      } else if (json.memberIs("location")) {
        location = location();
      } else if (json.memberIs("addons")) {
        addons = addons();
      } else {
        // Both are ours to say; sent ones are replaced, so a stamped event may be sent again.
        if (!json.memberIs("created_at") && !json.memberIs("behind_ms")) {
          json.note(
              RejectCode.UNKNOWN_KEEN_PROPERTY,
              "keen holds "
                  + Excerpt.of(json.memberName())
                  + " but may only hold "
                  + KNOWN_KEEN_PROPERTIES,
              json.memberStart());
        }
        json.value();
      }
    }
  }

  private void timestamp() throws MalformedJson {
    if (json.peek() != '"') {
      json.note(
          RejectCode.INVALID_TIMESTAMP,
          "keen.timestamp is not a text" + SEND_ISO_8601,
          json.position());
      json.value();
      return;
    }
    int where = json.position();
    timestampMillis = json.time();
    if (timestampMillis == EventTime.NOT_A_TIME) {
      json.note(
          RejectCode.INVALID_TIMESTAMP,
          "keen.timestamp " + json.excerpt(where) + " is not a time" + SEND_ISO_8601,
          where);
    } else if (timestampMillis - createdAtMillis > futureLimitMillis) {
      json.note(
          RejectCode.FUTURE_TIMESTAMP,
          "keen.timestamp is "
              + (timestampMillis - createdAtMillis)
              + " ms ahead of the record's Kafka timestamp, more than "
              + futureLimitMillis,
          where);
    }
  }

  private @Nullable String label(String name, RejectCode code, int maxLength) throws MalformedJson {
    boolean isText = json.peek() == '"';
    int where = json.position();
    if (isText) {
      String text = json.decodedText();
      int length = text.codePointCount(0, text.length());
      if (length >= 1 && length <= maxLength) {
        return text;
      }
    } else {
      json.value();
    }
    json.note(code, name + " must be a text of 1 to " + maxLength + " characters", where);
    return null;
  }

  private byte[] location() throws MalformedJson {
    boolean found = false;
    boolean isObject = json.peek() == '{';
    int from = json.position();
    if (isObject) {
      json.enter();
      while (json.nextMember()) {
        json.checkName();
        if (json.memberIs("coordinates")) {
          found = coordinates();
        } else {
          json.value();
        }
      }
    } else {
      json.value();
    }
    if (!found) {
      json.note(
          RejectCode.INVALID_LOCATION,
          "keen.location must be {\"coordinates\":[longitude,latitude]} in degrees",
          from);
    }
    return json.copy(from, json.position());
  }

  private boolean coordinates() throws MalformedJson {
    if (json.peek() != '[') {
      json.value();
      return false;
    }
    int numbers = 0;
    boolean inRange = true;
    json.enter();
    while (json.nextElement()) {
      BigDecimal greatest = numbers == 0 ? MAX_LONGITUDE : MAX_LATITUDE;
      numbers++;
      BigDecimal number = json.decimal();
      inRange &= number != null && JsonNumber.isBetween(number, greatest.negate(), greatest);
    }
    return numbers == 2 && inRange;
  }

  private byte[] addons() throws MalformedJson {
    boolean valid = json.peek() == '[';
    int from = json.position();
    if (valid) {
      json.enter();
      while (json.nextElement()) {
        valid &= json.peek() == '{';
        json.value();
      }
    } else {
      json.value();
    }
    if (!valid) {
      json.note(RejectCode.INVALID_ADDONS, "keen.addons must be a list of objects", from);
    }
    return json.copy(from, json.position());
  }
}

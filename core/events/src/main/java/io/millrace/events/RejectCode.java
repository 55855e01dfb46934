package io.millrace.events;

import java.util.Locale;

/**
 * Why an event or a record is rejected: the closed list, in the order in which a record is checked.
 *
 * <p>Wire code and text are published in docs/rejects.md; a code is never renamed or reused.
 */
public enum RejectCode {
  INVALID_COLLECTION(
      "The topic is not an inbound topic, or the collection's name breaks the naming rules."),
  INVALID_RECORD_TIME("The record's Kafka timestamp is missing, negative or after the year 9999."),
  NULL_VALUE("The record has no value (a tombstone)."),
  RECORD_TOO_LARGE("The record's value is larger than the limit for records, 10 MB by default."),
  EMPTY_VALUE("The record's value is empty or only white space."),
  INVALID_UTF8("The record's value is not well-formed UTF-8."),
  INVALID_JSON("The record's value is not one JSON text as RFC 8259 has it, or bytes follow it."),
  NOT_AN_OBJECT("The event, or the bulk body, is JSON but not an object."),
  INVALID_BULK(
      "The bulk body holds no event, or something else than a list under a collection's name."),
  COLLECTION_NOT_ALLOWED(
      "The bulk body names a collection that is not on the allow-list, or names too many."),
  EVENT_TOO_LARGE("The event is larger than the limit for events, 900 KB by default."),
  DUPLICATE_KEY("An object in the event, or the bulk body, holds one key twice."),
  TOO_DEEP("Lists and objects are nested deeper than 64 levels."),
  INVALID_PROPERTY_NAME(
      "A property's name is empty, longer than 255 characters, begins with $ or holds a dot."),
  STRING_TOO_LONG("A text has 10,000 characters or more."),
  LONE_SURROGATE("A text holds half of a surrogate pair, which is no character."),
  NUMBER_OUT_OF_RANGE("A number is below -2^63 or above 2^63-1."),
  NUMBER_TOO_PRECISE(
      "A number has more than 100 digits, or more than 100 places after or before the point."),
  INVALID_KEEN("The property keen is not an object."),
  UNKNOWN_KEEN_PROPERTY("The keen object holds a property that is not known."),
  INVALID_TIMESTAMP("keen.timestamp is not an ISO-8601 time of the years 0000 to 9999."),
  FUTURE_TIMESTAMP(
      "keen.timestamp lies further ahead of the record's Kafka timestamp than allowed."),
  INVALID_ID("keen.id is not a text of 1 to 256 characters."),
  INVALID_UNIQUENESS_TOKEN("keen.uniqueness_token is not a text of 1 to 64 characters."),
  INVALID_LOCATION("keen.location has no coordinates [longitude, latitude] in degrees."),
  INVALID_ADDONS("keen.addons is not a list of objects.");

  private final String text;
  private final String wireCode;

  RejectCode(String text) {
    this.text = text;
    this.wireCode = name().toLowerCase(Locale.ROOT);
  }

  /** What the code means, in one sentence: the text of docs/rejects.md. */
  public String text() {
    return text;
  }

  /** The code as it stands in headers, metrics and docs. */
  public String wireCode() {
    return wireCode;
  }
}

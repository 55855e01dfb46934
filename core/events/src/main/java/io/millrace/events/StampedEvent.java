package io.millrace.events;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The outbound form of an event: one keen object in a fixed order, the rest as it came. */
public final class StampedEvent {

  private static final byte[] TIMESTAMP = ascii("{\"keen\":{\"timestamp\":\"");
  private static final byte[] CREATED_AT = ascii("\",\"created_at\":\"");
  private static final byte[] ID = ascii("\",\"id\":");
  private static final byte[] TOKEN = ascii(",\"uniqueness_token\":");
  private static final byte[] LOCATION = ascii(",\"location\":");
  private static final byte[] BEHIND = ascii(",\"behind_ms\":");
  private static final byte[] NOTHING = new byte[0];

  private final byte[] out;
  private int length;

  private StampedEvent(int length) {
    out = new byte[length];
  }

  /**
   * The event time that stands at the head of an outbound event, or {@link EventTime#NOT_A_TIME} if
   * the bytes do not begin as ingest writes them.
   */
  public static long timestampMillis(byte[] stamped) {
    int end = TIMESTAMP.length + EventTime.WRITTEN_LENGTH;
    if (stamped.length < end
        || !Arrays.equals(TIMESTAMP, 0, TIMESTAMP.length, stamped, 0, TIMESTAMP.length)) {
      return EventTime.NOT_A_TIME;
    }
    return EventTime.parse(stamped, TIMESTAMP.length, end);
  }

  static byte[] write(CheckedEvent event, long behindMillis) {
    byte[] id = text(event.id());
    byte[] token = event.uniquenessToken() == null ? NOTHING : text(event.uniquenessToken());
    byte[] location = event.location() == null ? NOTHING : event.location();
    byte[] behind = ascii(Long.toString(behindMillis));
    byte[] properties = event.properties();
    StampedEvent stamped =
        new StampedEvent(
            TIMESTAMP.length
                + EventTime.WRITTEN_LENGTH
                + CREATED_AT.length
                + EventTime.WRITTEN_LENGTH
                + ID.length
                + id.length
                + length(TOKEN, token)
                + length(LOCATION, location)
                + BEHIND.length
                + behind.length
                + (properties.length == 0 ? 0 : 1 + properties.length)
                + 2);
    stamped.add(TIMESTAMP);
    stamped.addTime(event.timestampMillis());
    stamped.add(CREATED_AT);
    stamped.addTime(event.createdAtMillis());
    stamped.add(ID);
    stamped.add(id);
    stamped.addMember(TOKEN, token);
    stamped.addMember(LOCATION, location);
    stamped.add(BEHIND);
    stamped.add(behind);
    stamped.add('}');
    if (properties.length > 0) {
      stamped.add(',');
      stamped.add(properties);
    }
    stamped.add('}');
    return stamped.out;
  }

  private static int length(byte[] name, byte[] value) {
    return value.length == 0 ? 0 : name.length + value.length;
  }

  private void addMember(byte[] name, byte[] value) {
    if (value.length > 0) {
      add(name);
      add(value);
    }
  }

  private void addTime(long millis) {
    EventTime.write(millis, out, length);
    length += EventTime.WRITTEN_LENGTH;
  }

  private void add(char c) {
    out[length++] = (byte) c;
  }

  private void add(byte[] bytes) {
    System.arraycopy(bytes, 0, out, length, bytes.length);
    length += bytes.length;
  }

  /** The text in quotes. */
  private static byte[] text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    for (byte b : utf8) {
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        return escaped(text).getBytes(StandardCharsets.UTF_8);
      }
    }
    byte[] quoted = new byte[utf8.length + 2];
    quoted[0] = '"';
    System.arraycopy(utf8, 0, quoted, 1, utf8.length);
    quoted[utf8.length + 1] = '"';
    return quoted;
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\' || c < ' ') {
        escaped.append(String.format("\\u%04x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.append('"').toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

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

  /** All the fixed words, two times, a long, the brackets and the quotes. */
  private static final int FIXED_LENGTH = 200;

  private byte[] out;
  private int length;

  private StampedEvent(int capacity) {
    out = new byte[capacity];
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
    byte[] location = event.location();
    byte[] properties = event.properties();
    String token = event.uniquenessToken();
    StampedEvent stamped =
        new StampedEvent(
            FIXED_LENGTH
                + event.id().length()
                + (token == null ? 0 : token.length())
                + (location == null ? 0 : location.length)
                + properties.length);
    stamped.add(TIMESTAMP);
    stamped.addTime(event.timestampMillis());
    stamped.add(CREATED_AT);
    stamped.addTime(event.createdAtMillis());
    stamped.add(ID);
    stamped.addText(event.id());
    if (token != null) {
      stamped.add(TOKEN);
      stamped.addText(token);
    }
    if (location != null) {
      stamped.add(LOCATION);
      stamped.add(location);
    }
    stamped.add(BEHIND);
    stamped.add(ascii(Long.toString(behindMillis)));
    stamped.add('}');
    if (properties.length > 0) {
      stamped.add(',');
      stamped.add(properties);
    }
    stamped.add('}');
    return Arrays.copyOf(stamped.out, stamped.length);
  }

  private void addTime(long millis) {
    reserve(EventTime.WRITTEN_LENGTH);
    EventTime.write(millis, out, length);
    length += EventTime.WRITTEN_LENGTH;
  }

  private void addText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    add('"');
    int plainFrom = 0;
    for (int i = 0; i < utf8.length; i++) {
      byte b = utf8[i];
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        add(utf8, plainFrom, i);
        add(ascii(String.format("\\u%04x", b)));
        plainFrom = i + 1;
      }
    }
    add(utf8, plainFrom, utf8.length);
    add('"');
  }

  private void add(char c) {
    reserve(1);
    out[length++] = (byte) c;
  }

  private void add(byte[] bytes) {
    add(bytes, 0, bytes.length);
  }

  private void add(byte[] bytes, int from, int to) {
    reserve(to - from);
    System.arraycopy(bytes, from, out, length, to - from);
    length += to - from;
  }

  private void reserve(int more) {
    if (length + more > out.length) {
      out = Arrays.copyOf(out, Math.max(2 * out.length, length + more));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

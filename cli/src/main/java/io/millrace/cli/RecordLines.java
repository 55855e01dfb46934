package io.millrace.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream as the bytes they are: no decoding, no trimming, an empty line is a line.
 * Only the line break itself is left out, and a last one begins no line.
 */
public final class RecordLines {

  private final InputStream in;
  private final byte[] buffer = new byte[256 * 1024];
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
  private int at;
  private int end;

  public RecordLines(InputStream in) {
    this.in = in;
  }

  /** The next line, or null after the last. */
  public byte @Nullable [] next() throws IOException {
    boolean something = false;
    while (true) {
      if (at == end) {
        at = 0;
        end = in.read(buffer);
        if (end < 0) {
          end = 0;
          return something ? take() : null;
        }
      }
      int start = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      begun.write(buffer, start, at - start);
      something |= at > start;
      if (at < end) {
        at++;
        return take();
      }
    }
  }

  private byte[] take() {
    byte[] line = begun.toByteArray();
    begun.reset();
    return line;
  }
}

package io.millrace.jobs.detect.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an answer up to its body, a bounded number of bytes. */
final class AnswerHead {

  static final int MOST_BYTES = 16_384;

  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-9]\\d\\d)( .*)?");

  private final InputStream in;
  private int left = MOST_BYTES;

  private AnswerHead(InputStream in) {
    this.in = in;
  }

  static Answer read(InputStream in) throws IOException {
    return new AnswerHead(in).answer();
  }

  private Answer answer() throws IOException {
    while (true) {
      Matcher status = STATUS.matcher(line());
      if (!status.matches()) {
        throw new IOException("the answer is not HTTP/1.1");
      }
      Answer answer = new Answer(Integer.parseInt(status.group(1)), retryAfter());
      // Those of 1xx announce another one.
      if (answer.status() >= 200) {
        return answer;
      }
    }
  }

  private @Nullable String retryAfter() throws IOException {
    String found = null;
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals("retry-after")) {
        found = line.substring(colon + 1).strip();
      }
    }
    return found;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the answer ended before its body");
      }
      if (--left < 0) {
        throw new IOException("the answer's head is longer than " + MOST_BYTES + " bytes");
      }
      line.write(next);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }
}

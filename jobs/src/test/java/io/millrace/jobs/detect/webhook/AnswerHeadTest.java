package io.millrace.jobs.detect.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerHeadTest {

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 200 OK_~_~,                                    200,",
    "HTTP/1.0 204_~_~,                                       204,",
    "HTTP/1.1 503 Busy_~retry-AFTER:  7 _~x: y_~_~,          503, 7",
    "HTTP/1.1 404 Not Found~~,                               404,",
    "HTTP/1.1 100 Continue_~_~HTTP/1.1 200 OK_~_~,           200,",
    "HTTP/1.1 103 Hints_~Retry-After: 3_~_~HTTP/1.1 201_~_~, 201,",
    "HTTP/1.1 200 OK_~no colon_~: no name_~_~body,           200,",
  })
  void head_givesStatusAndRetryAfter(String text, int status, String retryAfter) throws Exception {
    assertThat(read(text)).isEqualTo(new Answer(status, retryAfter));
  }

  @ParameterizedTest
  @CsvSource({
    "'',                               the answer ended",
    "HTTP/1.1 200 OK_~,                the answer ended",
    "HTTP/1.1 100 Continue_~_~,        the answer ended",
    "HTTP/2 200_~_~,                   the answer is not HTTP/1.1",
    "SSH-2.0-OpenSSH_9_~,              the answer is not HTTP/1.1",
    "HTTP/1.1 20 OK_~_~,               the answer is not HTTP/1.1",
    "HTTP/1.1 2000 OK_~_~,             the answer is not HTTP/1.1",
  })
  void anythingElse_isNoAnswer(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void endlessHead_isNotReadToItsEnd() {
    InputStream endless =
        new InputStream() {
          private int served;

          @Override
          public int read() {
            assertThat(++served).isLessThan(20_000);
            return 'a';
          }
        };

    assertThatThrownBy(() -> AnswerHead.read(endless)).hasMessageContaining("longer than 16384");
  }

  private static Answer read(String text) throws IOException {
    byte[] bytes = text.replace("_~", "\r\n").replace('~', '\n').getBytes(ISO_8859_1);
    return AnswerHead.read(new ByteArrayInputStream(bytes));
  }
}

package io.millrace.jobs.detect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.jobs.common.InFlightSerializer;
import io.millrace.jobs.common.SerializedType;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * An alert that was committed.
 *
 * @param id the same whenever the alert is found again
 * @param lastMillis the time of its last event, or of the deadline that was missed
 * @param json the whole alert as a CloudEvent
 */
public record WebhookAlert(
    String id, String patternId, String severity, long lastMillis, String json) {

  public static final SerializedType<WebhookAlert> TYPE =
      SerializedType.of(WebhookAlert.class, new Serializer());

  /** Longer ones than Flink's own. */
  static void writeText(String text, DataOutputView out) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String readText(DataInputView in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, UTF_8);
  }

  private static final class Serializer extends InFlightSerializer<WebhookAlert> {

    private static final long serialVersionUID = 1;

    @Override
    public void serialize(WebhookAlert alert, DataOutputView out) throws IOException {
      writeText(alert.id(), out);
      writeText(alert.patternId(), out);
      writeText(alert.severity(), out);
      out.writeLong(alert.lastMillis());
      writeText(alert.json(), out);
    }

    @Override
    public WebhookAlert deserialize(DataInputView in) throws IOException {
      return new WebhookAlert(
          readText(in), readText(in), readText(in), in.readLong(), readText(in));
    }

    @Override
    public WebhookAlert createInstance() {
      throw new UnsupportedOperationException("records are read, never reused");
    }
  }
}

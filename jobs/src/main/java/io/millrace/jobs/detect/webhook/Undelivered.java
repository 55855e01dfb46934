package io.millrace.jobs.detect.webhook;

import static io.millrace.jobs.detect.webhook.WebhookAlert.readText;
import static io.millrace.jobs.detect.webhook.WebhookAlert.writeText;

import io.millrace.jobs.common.InFlightSerializer;
import io.millrace.jobs.common.SerializedType;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * An alert that a receiver did not get and will not get.
 *
 * @param detail what came of the last attempt
 */
public record Undelivered(
    String webhook, String alertId, String patternId, Reason reason, int attempts, String detail) {

  public static final SerializedType<Undelivered> TYPE =
      SerializedType.of(Undelivered.class, new Serializer());

  /** Why it is given up. */
  public enum Reason {
    /** The receiver's answer will be the same again. */
    REFUSED("refused"),
    /** The receiver's name leads to where nothing may be called. */
    ADDRESS_NOT_ALLOWED("address-not-allowed"),
    /** It was tried for {@code max_retry_time}. */
    RETRIES_EXHAUSTED("retries-exhausted"),
    /** {@code max_waiting} others wait. */
    TOO_MANY_WAITING("too-many-waiting"),
    /** The alert's id can't stand in a header: Millrace has not written it. */
    UNUSABLE_ID("unusable-id"),
    /** The alert waited in a savepoint, and the receiver is no longer configured. */
    WEBHOOK_REMOVED("webhook-removed");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /** As in logs. */
    public String word() {
      return word;
    }

    static Reason of(String word) {
      return Arrays.stream(values())
          .filter(reason -> reason.word.equals(word))
          .findFirst()
          .orElseThrow();
    }
  }

  static Undelivered of(Delivery delivery, Reason reason, int attempts, String detail) {
    return new Undelivered(
        delivery.webhook(), delivery.alertId(), delivery.patternId(), reason, attempts, detail);
  }

  private static final class Serializer extends InFlightSerializer<Undelivered> {

    private static final long serialVersionUID = 1;

    @Override
    public void serialize(Undelivered alert, DataOutputView out) throws IOException {
      writeText(alert.webhook(), out);
      writeText(alert.alertId(), out);
      writeText(alert.patternId(), out);
      writeText(alert.reason().word(), out);
      out.writeInt(alert.attempts());
      writeText(alert.detail(), out);
    }

    @Override
    public Undelivered deserialize(DataInputView in) throws IOException {
      return new Undelivered(
          readText(in),
          readText(in),
          readText(in),
          Reason.of(readText(in)),
          in.readInt(),
          readText(in));
    }

    @Override
    public Undelivered createInstance() {
      throw new UnsupportedOperationException("records are read, never reused");
    }
  }
}

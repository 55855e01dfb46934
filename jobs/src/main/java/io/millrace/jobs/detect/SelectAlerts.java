package io.millrace.jobs.detect;

import io.millrace.jobs.detect.webhook.WebhookAlert;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.util.Collector;

/** Takes one of the two rows that an alert is, for those who are called. */
final class SelectAlerts
    implements FlatMapFunction<AlertRow, WebhookAlert>, ResultTypeQueryable<WebhookAlert> {

  private static final long serialVersionUID = 1;

  @Override
  public void flatMap(AlertRow row, Collector<WebhookAlert> out) {
    if (!row.byKey()) {
      out.collect(
          new WebhookAlert(row.id(), row.pattern(), row.severity(), row.lastMillis(), row.json()));
    }
  }

  @Override
  public TypeInformation<WebhookAlert> getProducedType() {
    return WebhookAlert.TYPE;
  }
}

package io.millrace.jobs.detect.webhook;

import io.millrace.jobs.common.Webhook;
import java.util.List;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.util.Collector;

/** Makes a delivery of each alert for each receiver that wants it: they end apart. */
final class RouteAlerts
    implements FlatMapFunction<WebhookAlert, Delivery>, ResultTypeQueryable<Delivery> {

  private static final long serialVersionUID = 1;

  private final List<Webhook> webhooks;

  RouteAlerts(List<Webhook> webhooks) {
    this.webhooks = webhooks;
  }

  @Override
  public void flatMap(WebhookAlert alert, Collector<Delivery> out) {
    for (Webhook webhook : webhooks) {
      if (webhook.wants(alert.severity(), alert.patternId())) {
        out.collect(
            new Delivery(
                webhook.name(),
                alert.id(),
                alert.patternId(),
                System.currentTimeMillis(),
                alert.json()));
      }
    }
  }

  @Override
  public TypeInformation<Delivery> getProducedType() {
    return DeliverySerializer.TYPE;
  }
}

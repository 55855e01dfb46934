package io.millrace.jobs.detect.webhook;

import io.millrace.jobs.common.Webhook;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Makes a delivery of each alert for each receiver that wants it: they end apart. What is too old
 * for a receiver is counted: a job that begins anew reads all that the topic holds, and what it
 * finds once more in old events.
 */
final class RouteAlerts extends RichFlatMapFunction<WebhookAlert, Delivery>
    implements ResultTypeQueryable<Delivery> {

  private static final long serialVersionUID = 1;

  private final List<Webhook> webhooks;

  private transient @Nullable Counter tooOld;

  RouteAlerts(List<Webhook> webhooks) {
    this.webhooks = webhooks;
  }

  @Override
  public void open(OpenContext context) {
    tooOld = getRuntimeContext().getMetricGroup().addGroup("millrace").counter("too_old_alerts");
  }

  @Override
  public void flatMap(WebhookAlert alert, Collector<Delivery> out) {
    long now = System.currentTimeMillis();
    for (Webhook webhook : webhooks) {
      if (!webhook.wants(alert.severity(), alert.patternId())) {
        continue;
      }
      if (now - alert.lastMillis() > webhook.maxAge().toMillis()) {
        if (tooOld != null) {
          tooOld.inc();
        }
        continue;
      }
      out.collect(new Delivery(webhook.name(), alert.id(), alert.patternId(), now, alert.json()));
    }
  }

  @Override
  public TypeInformation<Delivery> getProducedType() {
    return DeliverySerializer.TYPE;
  }
}

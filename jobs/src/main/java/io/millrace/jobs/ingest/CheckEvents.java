package io.millrace.jobs.ingest;

import io.millrace.events.CheckedEvent;
import io.millrace.events.EventReader;
import io.millrace.events.EventRules;
import io.millrace.events.InboundRecord;
import io.millrace.events.Reject;
import io.millrace.events.RejectCode;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Splits records into events and rejects: events that brought an id or token of their own, which
 * may be duplicates, go on as the main output; those without, which can't be, as {@link
 * #WITHOUT_ID}.
 *
 * <p>Lateness will be decided here too: this is the last operator that sees a partition in the
 * order of its log.
 */
final class CheckEvents extends ProcessFunction<InboundRecord, CheckedEvent> {

  private static final long serialVersionUID = 1;

  static final OutputTag<CheckedEvent> WITHOUT_ID =
      new OutputTag<>("without-id", TypeInformation.of(CheckedEvent.class));
  static final OutputTag<Reject> REJECTS =
      new OutputTag<>("rejects", TypeInformation.of(Reject.class));

  private final EventRules rules;
  private transient EventReader reader;
  private transient Counter records;
  private transient Counter checked;
  private transient Map<RejectCode, Counter> rejected;

  CheckEvents(EventRules rules) {
    this.rules = rules;
  }

  @Override
  public void open(OpenContext context) {
    reader = new EventReader(rules);
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("millrace");
    records = metrics.counter("records");
    checked = metrics.counter("checked");
    rejected = new EnumMap<>(RejectCode.class);
    for (RejectCode code : RejectCode.values()) {
      rejected.put(code, metrics.counter("rejected_" + code.wireCode()));
    }
  }

  @Override
  public void processElement(InboundRecord record, Context context, Collector<CheckedEvent> out) {
    records.inc();
    reader.read(
        record,
        new EventReader.Verdicts() {
          @Override
          public void checked(CheckedEvent event) {
            checked.inc();
            if (event.dedupKey() == null) {
              context.output(WITHOUT_ID, event);
            } else {
              out.collect(event);
            }
          }

          @Override
          public void rejected(Reject reject) {
            count(reject.code());
            context.output(REJECTS, reject);
          }
        });
  }

  private void count(RejectCode code) {
    Counter counter = rejected.get(code);
    if (counter != null) {
      counter.inc();
    }
  }
}

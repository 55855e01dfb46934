package io.millrace.jobs.ingest;

import io.millrace.events.Reject;
import io.millrace.jobs.common.MillraceConfig;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.MapFunction;

/** Writes a reject as its raw bytes, with the code and where it came from as headers. */
final class SpellRejects implements MapFunction<Reject, OutboundRecord> {

  private static final long serialVersionUID = 1;

  @Override
  public OutboundRecord map(Reject reject) {
    Map<String, String> headers = new HashMap<>();
    headers.put("millrace.code", reject.code().wireCode());
    headers.put("millrace.reason", reject.reason());
    if (reject.collection() != null) {
      headers.put("millrace.collection", reject.collection());
    }
    headers.put("millrace.topic", reject.topic());
    headers.put("millrace.partition", Integer.toString(reject.partition()));
    headers.put("millrace.offset", Long.toString(reject.offset()));
    headers.put("millrace.index", Integer.toString(reject.index()));
    headers.put("millrace.timestamp", Long.toString(reject.timestampMillis()));
    return new OutboundRecord(MillraceConfig.REJECTS, reject.key(), reject.payload(), headers);
  }
}

package io.millrace.benchmarks.patterns;

import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** To the file that is compared with the truth, if one is open. */
final class FoundAlertSink implements Sink<FoundAlert> {

  private static final long serialVersionUID = 1;

  @Override
  public SinkWriter<FoundAlert> createWriter(WriterInitContext context) {
    return new SinkWriter<>() {

      @Override
      public void write(FoundAlert alert, Context unused) {
        AlertFile.count();
        if (AlertFile.isOpen()) {
          AlertFile.add(alert);
        }
      }

      @Override
      public void flush(boolean endOfInput) {
        if (endOfInput) {
          AlertFile.end();
        }
      }

      @Override
      public void close() {}
    };
  }
}

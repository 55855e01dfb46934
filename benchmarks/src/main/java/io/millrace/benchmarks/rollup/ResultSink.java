package io.millrace.benchmarks.rollup;

import io.millrace.benchmarks.load.ResultFile;
import io.millrace.benchmarks.load.ResultRow;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.util.function.SerializableFunction;

/** Adds every row to this process's {@link ResultFile}. */
final class ResultSink<T> implements Sink<T> {

  private static final long serialVersionUID = 1;

  private final SerializableFunction<T, ResultRow> spelling;

  ResultSink(SerializableFunction<T, ResultRow> spelling) {
    this.spelling = spelling;
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    return new SinkWriter<>() {

      @Override
      public void write(T row, Context unused) {
        ResultFile.add(spelling.apply(row));
      }

      @Override
      public void flush(boolean endOfInput) {}

      @Override
      public void close() {}
    };
  }
}

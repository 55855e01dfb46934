package io.millrace.jobs.common;

import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Names of operators: one kebab-case verb phrase is both uid and name. */
public final class Operators {

  private Operators() {}

  /** Gives an operator its one name, so that the web UI and the savepoint agree. */
  public static <T> SingleOutputStreamOperator<T> named(
      String uid, SingleOutputStreamOperator<T> operator) {
    return operator.uid(uid).name(uid);
  }

  /** Gives a sink its one name, so that the web UI and the savepoint agree. */
  public static <T> DataStreamSink<T> named(String uid, DataStreamSink<T> sink) {
    return sink.uid(uid).name(uid);
  }
}

package io.millrace.benchmarks.patterns;

/** What FlinkCEP's patterns need of an event; a POJO, Flink's fastest type for such. */
public final class Step {
  public long atMillis;
  public String user = "";
  public String action = "";
}

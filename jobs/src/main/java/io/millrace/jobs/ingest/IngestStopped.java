package io.millrace.jobs.ingest;

import io.millrace.config.ConfigException;
import java.util.List;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** Ends the job without another attempt, since every attempt would find the same. */
final class IngestStopped extends SuppressRestartsException {

  private static final long serialVersionUID = 1;

  private static final int SHOWN = 20;

  private IngestStopped(ConfigException cause) {
    super(cause);
  }

  static IngestStopped because(List<String> problems, String remedy) {
    List<String> shown = problems.size() > SHOWN ? problems.subList(0, SHOWN) : problems;
    return new IngestStopped(
        new ConfigException(
            "ingest stops rather than lose or double events: "
                + String.join("; ", shown)
                + (problems.size() > SHOWN ? "; and " + (problems.size() - SHOWN) + " more" : "")
                + ". Remedy: "
                + remedy));
  }
}

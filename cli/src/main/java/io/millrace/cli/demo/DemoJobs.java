package io.millrace.cli.demo;

import io.millrace.cli.CommandFailure;
import io.millrace.cli.FlinkCluster;
import io.millrace.cli.Home;
import io.millrace.cli.JobChoice;
import io.millrace.cli.JobSubmission;
import io.millrace.cli.Terminal;
import io.millrace.stack.LocalStack;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The jobs that a demo runs, by their names in Flink, with their ids there. */
public final class DemoJobs {

  private final FlinkCluster flink;
  private final JobSubmission submission;
  private final JobSubmission.Settings settings;
  private final Terminal terminal;
  private final Map<String, String> ids = new LinkedHashMap<>();

  DemoJobs(
      Home home,
      LocalStack stack,
      Path config,
      Map<String, String> environment,
      Terminal terminal) {
    flink = FlinkCluster.of(stack);
    submission = new JobSubmission(home, stack, environment, terminal::line);
    settings = JobSubmission.Settings.of(config);
    this.terminal = terminal;
  }

  public FlinkCluster flink() {
    return flink;
  }

  public String id(JobChoice job) {
    String id = ids.get(job.flinkName());
    if (id == null) {
      throw new CommandFailure(job.flinkName() + " is not part of this demo");
    }
    return id;
  }

  void submit(JobChoice job) {
    submit(job, settings);
  }

  /** The demo's jobs share a few slots. */
  void submitInOnePart(JobChoice job) {
    submit(job, settings.parallelism(1));
  }

  /** A SQL pipeline, in one part too. */
  void submitSql(JobChoice job, Map<String, String> variables) {
    submit(job, settings.parallelism(1).defines(variables));
  }

  private void submit(JobChoice job, JobSubmission.Settings how) {
    terminal.passing("submitting " + job.flinkName() + " …");
    ids.put(job.flinkName(), submission.submit(job, how));
    terminal.line("  " + job.flinkName() + " runs");
  }

  /** Returns when each job has completed another checkpoint, and so committed all it had. */
  void awaitCheckpoints(Runnable meanwhile) {
    Map<String, Integer> before = new HashMap<>();
    ids.values().forEach(id -> before.put(id, flink.completedCheckpoints(id)));
    // The one that is under way may have begun before the last record.
    while (!before.entrySet().stream()
        .allMatch(job -> flink.completedCheckpoints(job.getKey()) >= job.getValue() + 2)) {
      requireAlive();
      meanwhile.run();
    }
  }

  /** Fails with its own words if one of the jobs ended. */
  void requireAlive() {
    for (FlinkCluster.JobSummary job : flink.jobs()) {
      if (ids.containsValue(job.id()) && job.ended()) {
        throw new CommandFailure(
            job.name() + " ended as " + job.state() + ": " + flink.rootCause(job.id()));
      }
    }
  }

  public void cancelAll() {
    ids.values().forEach(flink::cancel);
    ids.clear();
  }
}

package io.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.Home;
import io.millrace.cli.JobChoice;
import io.millrace.cli.Terminal;
import io.millrace.stack.LocalStack;
import io.millrace.stack.Ports;
import io.millrace.stack.ServerProcess;
import io.millrace.stack.Service;
import io.millrace.stack.StackBuilder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo while its only TaskManager is killed (kill -9) three times in the middle of the load;
 * every row, alert, record and archived event must equal the truth all the same.
 */
@Tag("fault")
class TaskManagerKilledIT {

  private static final int RATE = 800;
  private static final int LOAD_SECONDS = 80;
  private static final List<Integer> KILL_AFTER_CHECKPOINTS = List.of(2, 4, 6);

  @TempDir Path folder;

  @Test
  void results_afterThreeKills_equalTheTruth() {
    Path root = Path.of(System.getProperty("millrace.home"));
    Home home = new Home(root, folder.resolve("stack"), Ports.FREE);
    Terminal terminal = new Terminal(System.out, System.err, false);
    try (LocalStack stack = newStack(home).progress(terminal::line).start()) {
      Demo demo = new Demo(home, stack, terminal, new Demo.Options(RATE * LOAD_SECONDS, RATE, 7));
      Killer killer = new Killer(stack.server(Service.TASKMANAGER));

      Mismatches mismatches = demo.run(killer);

      String ingest = demo.jobs().id(JobChoice.INGEST);
      String rollup = demo.jobs().id(JobChoice.ROLLUP);
      boolean ok =
          mismatches.count() == 0
              && killer.kills == KILL_AFTER_CHECKPOINTS.size()
              && demo.flink().restoredCheckpoints(ingest) >= killer.kills
              && demo.flink().restoredCheckpoints(rollup) >= killer.kills;
      terminal.line(
          "fault taskmanager-killed "
              + (ok ? "ok" : "FAILED")
              + ": kills="
              + killer.kills
              + " restores="
              + demo.flink().restoredCheckpoints(ingest)
              + " "
              + new DemoCheck(demo.truth(), demo.target()).verdict(mismatches));
      assertThat(mismatches.lines()).isEmpty();
      assertThat(killer.kills).isEqualTo(KILL_AFTER_CHECKPOINTS.size());
      assertThat(demo.flink().restoredCheckpoints(ingest)).isGreaterThanOrEqualTo(killer.kills);
      assertThat(demo.flink().restoredCheckpoints(rollup)).isGreaterThanOrEqualTo(killer.kills);
      stack.stop();
    }
  }

  /** With checkpoints often enough for three kills within the load. */
  private static StackBuilder newStack(Home home) {
    return home.newStack()
        .shortLived()
        .flinkOption("execution.checkpointing.interval", "2 s")
        .flinkOption("execution.checkpointing.min-pause", "500 ms");
  }

  /**
   * Kills the TaskManager and brings it back when ingest has completed enough of the load's
   * checkpoints and both jobs have come back from the kill before, so that no two count as one.
   */
  private static final class Killer implements Demo.Hook {

    private final ServerProcess taskManager;
    private int completedBeforeTheLoad = -1;
    private int kills;

    Killer(ServerProcess taskManager) {
      this.taskManager = taskManager;
    }

    @Override
    public void look(DemoJobs jobs) {
      int completed = jobs.flink().completedCheckpoints(jobs.id(JobChoice.INGEST));
      if (completedBeforeTheLoad < 0) {
        completedBeforeTheLoad = completed;
      }
      boolean restored =
          jobs.flink().restoredCheckpoints(jobs.id(JobChoice.INGEST)) >= kills
              && jobs.flink().restoredCheckpoints(jobs.id(JobChoice.ROLLUP)) >= kills;
      if (kills < KILL_AFTER_CHECKPOINTS.size()
          && restored
          && completed - completedBeforeTheLoad >= KILL_AFTER_CHECKPOINTS.get(kills)) {
        taskManager.kill();
        taskManager.restart();
        kills++;
      }
    }
  }
}

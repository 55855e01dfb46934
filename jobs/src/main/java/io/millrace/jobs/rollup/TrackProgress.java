package io.millrace.jobs.rollup;

import io.millrace.datasets.DatasetDefinition;
import io.millrace.datasets.Grain;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Says up to which event time all rows are in Cassandra: the least of all subtasks' watermarks as
 * of a checkpoint, once that has completed, since the sink has every row before its barrier
 * acknowledged by then.
 *
 * <p>It has one subtask and no state: after a failure the next checkpoint tells.
 */
final class TrackProgress extends AbstractStreamOperator<GrainProgress>
    implements OneInputStreamOperator<ProgressMark, GrainProgress>, BoundedOneInput {

  private static final long serialVersionUID = 1;

  private final List<DatasetDefinition> definitions;
  private transient TreeMap<Long, Long> leastByCheckpoint;
  private transient long completeUntilMillis;
  private transient boolean ended;

  TrackProgress(List<DatasetDefinition> definitions) {
    this.definitions = definitions;
  }

  @Override
  public void open() throws Exception {
    super.open();
    leastByCheckpoint = new TreeMap<>();
    completeUntilMillis = Long.MIN_VALUE;
    ended = false;
    getMetricGroup()
        .addGroup("millrace")
        .gauge(
            "milliseconds_behind",
            () ->
                completeUntilMillis == Long.MIN_VALUE
                    ? -1
                    : System.currentTimeMillis() - completeUntilMillis);
  }

  @Override
  public void processElement(StreamRecord<ProgressMark> element) {
    ProgressMark mark = element.getValue();
    leastByCheckpoint.merge(mark.checkpointId(), mark.watermarkMillis(), Math::min);
  }

  /** From now on nothing may come out, though checkpoints may yet complete. */
  @Override
  public void endInput() {
    ended = true;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    Map<Long, Long> covered = leastByCheckpoint.headMap(checkpointId, true);
    Long least = leastByCheckpoint.get(checkpointId);
    covered.clear();
    // Before the first watermark nothing is known, and after the last all is.
    if (!ended && least != null && least > completeUntilMillis && least != Long.MAX_VALUE) {
      completeUntilMillis = least;
      for (DatasetDefinition definition : definitions) {
        for (Grain grain : definition.grains()) {
          output.collect(
              new StreamRecord<>(new GrainProgress(definition.name(), grain.code(), least)));
        }
      }
    }
  }
}

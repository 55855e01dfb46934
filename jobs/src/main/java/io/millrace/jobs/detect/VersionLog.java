package io.millrace.jobs.detect;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where it is kept, outside the job and its checkpoints, when which version of a pattern holds. */
interface VersionLog extends Serializable {

  /** Shuts out whoever has written before: what is read then will not change by itself. */
  Writer open();

  /** The only one that writes. */
  interface Writer extends AutoCloseable {

    /** What it has said. */
    Known read();

    /** Of all patterns, as they are now. */
    Definitions definitions();

    /**
     * Returns when they can't be lost any more; either all or none of them are there.
     *
     * @throws io.millrace.config.ConfigException if that could not be done, or is not known
     */
    void append(List<Entry> entries);

    @Override
    void close();
  }

  /**
   * What was said.
   *
   * @param stamped they keep when they hold, so that a replay finds the same
   * @param readUntil by partition of the topic of definitions: the first offset of which nothing
   *     was said yet
   */
  record Known(List<PatternVersion> stamped, Map<Integer, Long> readUntil) {}

  /**
   * The newest of each pattern.
   *
   * @param ends by partition: the first offset that is not in them
   */
  record Definitions(List<PatternRecord> records, Map<Integer, Long> ends) {}

  /**
   * One entry; {@link VersionRecords}.
   *
   * @param value null: the one of this key before is void
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
  record Entry(String key, byte @Nullable [] value) {}
}

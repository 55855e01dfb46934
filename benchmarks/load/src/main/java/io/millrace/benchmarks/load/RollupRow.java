package io.millrace.benchmarks.load;

/**
 * A row as a flush of rollups writes it: flush after flush, a run of 20 to 100 minutes for each of
 * 50 partitions.
 */
public record RollupRow(
    int bucket,
    int shard,
    long minuteMillis,
    long events,
    double total,
    double lowest,
    double highest,
    String top,
    long writtenMicros) {

  public static final String COLUMNS = "bucket, shard, minute, events, total, lowest, highest, top";

  /** Five partitions take 20, 40, 60, 80 and 100 rows; then the next five. */
  private static final int[] RUN_STARTS = {0, 20, 60, 120, 200, 300};

  private static final int RUNS = RUN_STARTS.length - 1;
  private static final int ROWS_OF_RUNS = RUN_STARTS[RUNS];
  private static final int SHARDS = 50;
  private static final int ROWS_OF_FLUSH = SHARDS / RUNS * ROWS_OF_RUNS;
  private static final int FLUSHES_OF_BUCKET = 24;

  /** A flush leaves room for the longest run. */
  private static final int MINUTES_OF_FLUSH = 100;

  private static final long EPOCH_MILLIS = 1_760_000_040_000L;
  private static final long MILLIS_OF_MINUTE = 60_000;

  public static RollupRow of(long number) {
    long flush = number / ROWS_OF_FLUSH;
    int inFlush = (int) (number % ROWS_OF_FLUSH);
    int inRuns = inFlush % ROWS_OF_RUNS;
    int run = 0;
    while (inRuns >= RUN_STARTS[run + 1]) {
      run++;
    }
    long minute = flush * MINUTES_OF_FLUSH + inRuns - RUN_STARTS[run];
    long random = Mix.mix(number);
    double lowest = (random >>> 48) / 64.0;
    return new RollupRow(
        (int) (flush / FLUSHES_OF_BUCKET),
        inFlush / ROWS_OF_RUNS * RUNS + run,
        EPOCH_MILLIS + minute * MILLIS_OF_MINUTE,
        random & 0xFFFF,
        (random & 0xFFFFFF) / 16.0,
        lowest,
        lowest + (random >>> 52),
        Texts.SHORT.of(random),
        EPOCH_MILLIS * 1_000 + number);
  }

  public static String createTable(String table) {
    return "CREATE TABLE "
        + table
        + " (bucket int, shard int, minute timestamp, events bigint, total double, lowest double,"
        + " highest double, top text, PRIMARY KEY ((bucket, shard), minute))";
  }

  /** With the write timestamp as the last value. */
  public static String insert(String table) {
    return "INSERT INTO "
        + table
        + " ("
        + COLUMNS
        + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?";
  }

  /** Whether this row can go to Cassandra in one write with the other. */
  public boolean sharesPartition(RollupRow other) {
    return bucket == other.bucket && shard == other.shard;
  }

  /** As a scan reads it, which has no column for the time of writing. */
  public RollupRow withoutWritten() {
    return new RollupRow(bucket, shard, minuteMillis, events, total, lowest, highest, top, 0);
  }

  /** Of every value, the write timestamp too. */
  public long digest() {
    long digest = Mix.mix(bucket * 1_000L + shard);
    digest = Mix.mix(digest + minuteMillis);
    digest = Mix.mix(digest + events);
    digest = Mix.mix(digest + Double.doubleToLongBits(total));
    digest = Mix.mix(digest + Double.doubleToLongBits(lowest));
    digest = Mix.mix(digest + Double.doubleToLongBits(highest));
    digest = Mix.mix(digest + top.hashCode());
    return Mix.mix(digest + writtenMicros);
  }
}

package io.millrace.benchmarks.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;

import io.millrace.benchmarks.load.QuietServers;
import io.millrace.benchmarks.load.ResultFile;
import io.millrace.benchmarks.load.ResultRow;
import io.millrace.benchmarks.load.RollupArguments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Rolls the topic up twice, as the Flink engines do: the first time leaves rows to compare, the
 * second time is measured, from its start to its end.
 *
 * <p>One query per grain, all at once, since a query has one aggregation whose rows come out.
 */
public final class SparkProcess {

  private static final Map<String, String> GRAINS =
      Map.of("minutely", "1 minute", "hourly", "1 hour", "daily", "1 day");

  /** What the query needs of an event. */
  private static final String SCHEMA =
      "keen STRUCT<timestamp: TIMESTAMP>, kind STRING, user STRUCT<country: STRING>, price DOUBLE";

  /** Some tens of seconds of work, so that a batch costs little by itself. */
  private static final int EVENTS_OF_BATCH = 1_000_000;

  private final RollupArguments arguments;
  private final SparkSession session;

  private SparkProcess(RollupArguments arguments) {
    this.arguments = arguments;
    session =
        SparkSession.builder()
            .master("local[" + arguments.parallelism() + "]")
            .appName(arguments.engine())
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.local.dir", arguments.folder().toString())
            .config("spark.sql.warehouse.dir", arguments.folder().resolve("warehouse").toString())
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", arguments.parallelism())
            .config(
                "spark.sql.streaming.stateStore.providerClass",
                "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider")
            .config("spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled", "true")
            .getOrCreate();
  }

  public static void main(String[] words) throws Exception {
    RollupArguments arguments = RollupArguments.parse(words);
    SparkProcess engine = new SparkProcess(arguments);
    ResultFile.keep(arguments.resultFile(), () -> engine.run("warming", SparkProcess::keeping));
    QuietServers.await(arguments.serverPids());
    arguments
        .meter()
        .whole(
            arguments.rows(),
            () -> {
              engine.run("measured", (grain, rows) -> rows.format("noop"));
              return true;
            });
    System.exit(0);
  }

  /** Says where the rows of a grain go. */
  private interface Output {
    DataStreamWriter<Row> to(String grain, DataStreamWriter<Row> rows);
  }

  private static DataStreamWriter<Row> keeping(String grain, DataStreamWriter<Row> rows) {
    VoidFunction2<Dataset<Row>, Long> keep =
        (batch, number) -> {
          for (Iterator<Row> each = batch.toLocalIterator(); each.hasNext(); ) {
            ResultFile.add(spell(grain, each.next()));
          }
        };
    return rows.foreachBatch(keep);
  }

  private static ResultRow spell(String grain, Row row) {
    return ResultRow.of(
        new ResultRow.Key(grain, row.getLong(0), row.getString(1), row.getString(2)),
        row.getLong(3),
        row.getDouble(4),
        row.getDouble(5),
        row.getDouble(6));
  }

  private void run(String pass, Output output) throws Exception {
    List<StreamingQuery> queries = new ArrayList<>();
    for (Map.Entry<String, String> grain : GRAINS.entrySet()) {
      Path checkpoints = arguments.folder().resolve(pass + "-" + grain.getKey());
      queries.add(
          output
              .to(grain.getKey(), rows(grain.getValue()).writeStream().outputMode("update"))
              .option("checkpointLocation", checkpoints.toString())
              .trigger(Trigger.AvailableNow())
              .start());
    }
    for (StreamingQuery query : queries) {
      query.awaitTermination();
      long read =
          Arrays.stream(query.recentProgress()).mapToLong(batch -> batch.numInputRows()).sum();
      if (read != arguments.rows()) {
        throw new IllegalStateException(read + " events were read, not " + arguments.rows());
      }
    }
  }

  private Dataset<Row> rows(String length) {
    Column start = col("interval.start").cast("double").multiply(lit(1_000)).cast("long");
    return session
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", arguments.bootstrap())
        .option("kafka.isolation.level", "read_committed")
        .option("kafka.fetch.min.bytes", "65536")
        .option("kafka.max.partition.fetch.bytes", "4194304")
        .option("kafka.max.poll.records", "8192")
        .option("subscribe", arguments.topic())
        .option("startingOffsets", "earliest")
        .option("maxOffsetsPerTrigger", EVENTS_OF_BATCH)
        .load()
        .select(from_json(col("value").cast("string"), SCHEMA, Map.of()).as("event"))
        .select(
            col("event.keen.timestamp").as("bought_at"),
            col("event.kind").as("kind"),
            col("event.user.country").as("country"),
            col("event.price").as("price"))
        .withWatermark("bought_at", "1 hour")
        .groupBy(window(col("bought_at"), length).as("interval"), col("kind"), col("country"))
        .agg(
            count(lit(1)).as("purchases"),
            sum("price").as("total"),
            min("price").as("lowest"),
            max("price").as("highest"))
        .select(
            start.as("start_millis"),
            col("kind"),
            col("country"),
            col("purchases"),
            col("total"),
            col("lowest"),
            col("highest"));
  }
}

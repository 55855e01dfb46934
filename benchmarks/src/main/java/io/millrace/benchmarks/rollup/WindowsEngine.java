package io.millrace.benchmarks.rollup;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.millrace.benchmarks.load.ResultRow;
import io.millrace.benchmarks.load.RollupArguments;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/**
 * A job as one writes it with the DataStream API: Jackson, POJOs, a key and one window with an
 * aggregate function per interval.
 */
final class WindowsEngine implements FlinkEngine {

  private static final Map<String, Duration> GRAINS =
      Map.of(
          "minutely", Duration.ofMinutes(1),
          "hourly", Duration.ofHours(1),
          "daily", Duration.ofDays(1));

  private final RollupArguments arguments;

  WindowsEngine(RollupArguments arguments) {
    this.arguments = arguments;
  }

  @Override
  public void run(Output output) throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(
            arguments.parallelism(), FlinkSettings.of(arguments));
    KeyedStream<Purchase, Tuple2<String, String>> purchases =
        env.fromSource(
                source(),
                WatermarkStrategy.<Purchase>forMonotonousTimestamps()
                    .withTimestampAssigner((purchase, unused) -> purchase.boughtAtMillis),
                "read-purchases")
            .keyBy(new KindAndCountry());
    GRAINS.forEach(
        (grain, length) ->
            purchases
                .window(TumblingEventTimeWindows.of(length))
                .aggregate(new AddUp(), new Name(grain))
                .sinkTo(sink(output)));
    env.execute(arguments.engine());
  }

  private KafkaSource<Purchase> source() {
    Properties properties = new Properties();
    properties.putAll(FlinkSettings.LARGE_FETCHES);
    properties.put("isolation.level", "read_committed");
    return KafkaSource.<Purchase>builder()
        .setBootstrapServers(arguments.bootstrap())
        .setProperties(properties)
        .setTopics(arguments.topic())
        .setGroupId("bench")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.latest())
        .setDeserializer(KafkaRecordDeserializationSchema.valueOnly(new ReadPurchase()))
        .build();
  }

  private static Sink<Totals> sink(Output output) {
    return switch (output) {
      case RESULT_FILE -> new ResultSink<>(WindowsEngine::spell);
      case NOTHING -> new DiscardingSink<>();
      case DIGEST_FILE, WARMING_TABLES, TABLES ->
          throw new IllegalArgumentException("datastream has no form that writes " + output);
    };
  }

  private static ResultRow spell(Totals totals) {
    return ResultRow.of(
        new ResultRow.Key(totals.grain, totals.startMillis, totals.kind, totals.country),
        totals.events,
        totals.total,
        totals.lowest,
        totals.highest);
  }

  /** A purchase as it stands in the topic. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record PurchaseJson(Keen keen, String kind, User user, double price) {

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Keen(String timestamp) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record User(String country) {}
  }

  /** What the job needs of a purchase. */
  public static final class Purchase {
    public long boughtAtMillis;
    public String kind = "";
    public String country = "";
    public double price;
  }

  /** A row. */
  public static final class Totals {
    public String grain = "";
    public long startMillis;
    public String kind = "";
    public String country = "";
    public long events;
    public double total;
    public double lowest = Double.POSITIVE_INFINITY;
    public double highest = Double.NEGATIVE_INFINITY;
  }

  private static final class ReadPurchase extends AbstractDeserializationSchema<Purchase> {

    private static final long serialVersionUID = 1;

    private static final ObjectReader READER = new ObjectMapper().readerFor(PurchaseJson.class);

    ReadPurchase() {
      super(Purchase.class);
    }

    @Override
    public Purchase deserialize(byte[] message) throws IOException {
      PurchaseJson json = READER.readValue(message);
      Purchase purchase = new Purchase();
      purchase.boughtAtMillis = Instant.parse(json.keen().timestamp()).toEpochMilli();
      purchase.kind = json.kind();
      purchase.country = json.user().country();
      purchase.price = json.price();
      return purchase;
    }
  }

  private static final class KindAndCountry
      implements KeySelector<Purchase, Tuple2<String, String>> {

    private static final long serialVersionUID = 1;

    @Override
    public Tuple2<String, String> getKey(Purchase purchase) {
      return Tuple2.of(purchase.kind, purchase.country);
    }
  }

  private static final class AddUp implements AggregateFunction<Purchase, Totals, Totals> {

    private static final long serialVersionUID = 1;

    @Override
    public Totals createAccumulator() {
      return new Totals();
    }

    @Override
    public Totals add(Purchase purchase, Totals totals) {
      totals.events++;
      totals.total += purchase.price;
      totals.lowest = Math.min(totals.lowest, purchase.price);
      totals.highest = Math.max(totals.highest, purchase.price);
      return totals;
    }

    @Override
    public Totals getResult(Totals totals) {
      return totals;
    }

    @Override
    public Totals merge(Totals left, Totals right) {
      left.events += right.events;
      left.total += right.total;
      left.lowest = Math.min(left.lowest, right.lowest);
      left.highest = Math.max(left.highest, right.highest);
      return left;
    }
  }

  private static final class Name
      extends ProcessWindowFunction<Totals, Totals, Tuple2<String, String>, TimeWindow> {

    private static final long serialVersionUID = 1;

    private final String grain;

    Name(String grain) {
      this.grain = grain;
    }

    @Override
    public void process(
        Tuple2<String, String> key,
        Context context,
        Iterable<Totals> elements,
        Collector<Totals> out) {
      for (Totals totals : elements) {
        totals.grain = grain;
        totals.startMillis = context.window().getStart();
        totals.kind = key.f0;
        totals.country = key.f1;
        out.collect(totals);
      }
    }
  }
}

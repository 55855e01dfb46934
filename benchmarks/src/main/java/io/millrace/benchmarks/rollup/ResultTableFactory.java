package io.millrace.benchmarks.rollup;

import io.millrace.benchmarks.load.ResultRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * {@code 'connector' = 'bench-result'}: the comparable sink of a table whose columns are the start
 * of the interval, kind, country and the values.
 */
public final class ResultTableFactory implements DynamicTableSinkFactory {

  private static final ConfigOption<String> GRAIN =
      ConfigOptions.key("grain").stringType().noDefaultValue();

  private static final int KEY_COLUMNS = 3;
  private static final int MILLIS = 3;

  @Override
  public String factoryIdentifier() {
    return "bench-result";
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(GRAIN);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of();
  }

  @Override
  public DynamicTableSink createDynamicTableSink(DynamicTableFactory.Context context) {
    FactoryUtil.TableFactoryHelper options = FactoryUtil.createTableFactoryHelper(this, context);
    options.validate();
    List<LogicalType> types =
        context
            .getCatalogTable()
            .getResolvedSchema()
            .toPhysicalRowDataType()
            .getLogicalType()
            .getChildren();
    return new ResultTable(options.getOptions().get(GRAIN), types);
  }

  private record ResultTable(String grain, List<LogicalType> types) implements DynamicTableSink {

    @Override
    public ChangelogMode getChangelogMode(ChangelogMode requested) {
      return ChangelogMode.insertOnly();
    }

    @Override
    public SinkRuntimeProvider getSinkRuntimeProvider(DynamicTableSink.Context context) {
      List<RowData.FieldGetter> values = new ArrayList<>();
      for (int i = KEY_COLUMNS; i < types.size(); i++) {
        values.add(RowData.createFieldGetter(types.get(i), i));
      }
      String word = grain;
      return SinkV2Provider.of(new ResultSink<RowData>(row -> spell(word, row, values)));
    }

    @Override
    public DynamicTableSink copy() {
      return this;
    }

    @Override
    public String asSummaryString() {
      return "bench-result";
    }
  }

  private static ResultRow spell(String grain, RowData row, List<RowData.FieldGetter> values) {
    return new ResultRow(
        grain,
        row.getTimestamp(0, MILLIS).getMillisecond(),
        row.getString(1).toString(),
        row.getString(2).toString(),
        values.stream().map(value -> String.valueOf(value.getFieldOrNull(row))).toList());
  }
}

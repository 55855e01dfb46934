package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmittedDefinitionTest {

  private static final String SALES =
      """
      dataset_name: sales
      version: 2
      display_name: Sales
      retention: 10 d
      index_by: shop
      types: {shop: bigint}
      query:
        event_collection: purchases
        filters: [{property_name: price, operator: gt, property_value: 0}]
        analysis_type: multi_analysis
        analyses:
          total: {analysis_type: sum, target_property: price}
        intervals: [hourly, daily]
        group_by: country
      """;

  /** Part of what is stored with each submission. */
  @Test
  void shape_saysWhatCellsDependOn() {
    assertThat(DatasetFiles.definition(SALES).shape())
        .isEqualTo(
            Map.of(
                "event_collection",
                "purchases",
                "filters",
                "[PropertyFilter[property=price, operator=GT, value=0]]",
                "intervals",
                "[hourly, daily]",
                "index_by",
                "[shop bigint]",
                "group_by",
                "[country text]",
                "analyses",
                "[numbers of price]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "display_name: Sales; display_name: Others",
        "retention: 10 d; retention: 20 d",
        "version: 2; version: 2",
        "total: {analysis_type: sum,; total: {analysis_type: average,",
        "property_value: 0}; property_value: 0.0}"
      })
  void changeThatCellsDoNotDependOn_needsNothing(String from, String to) {
    assertThat(changes(SALES.replace(from, to))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "group_by: country; group_by: city; group_by was [country text] and is [city text]",
        "shop: bigint; shop: text; index_by was [shop bigint] and is [shop text]",
        "hourly, daily; hourly; intervals was [hourly, daily] and is [hourly]",
        "analysis_type: sum; analysis_type: count_unique; analyses was [numbers of price] and is"
            + " [distinct of price]",
        "purchases; orders; event_collection was purchases and is orders"
      })
  void changeThatCellsDependOn_needsANewVersion(String from, String to, String difference) {
    assertThatThrownBy(() -> changes(SALES.replace(from, to)))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "dataset 'sales': "
                + difference
                + ", and the rows and open intervals of version 2 are of the definition before; write"
                + " version: 3");
    assertThat(changes(SALES.replace(from, to).replace("version: 2", "version: 3")))
        .singleElement()
        .asString()
        .startsWith("dataset 'sales' goes from version 2 to 3 (" + difference + "): what is open");
  }

  @Test
  void lessVersion_isRefused() {
    assertThatThrownBy(() -> changes(SALES.replace("version: 2", "version: 1")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "dataset 'sales': version 1 is less than 2, which was submitted before, so its rows would"
                + " never show; write version: 3");
  }

  @Test
  void datasetThatIsGoneOrNew_isSaidOrNot() {
    assertThat(changes(SALES.replace("dataset_name: sales", "dataset_name: turnover")))
        .containsExactly(
            "dataset 'sales' is not defined any more: what is open of it is dropped, its tables stay");
  }

  private static List<String> changes(String yaml) {
    return SubmittedDefinition.changes(
        List.of(DatasetFiles.definition(yaml)),
        Map.of("sales", SubmittedDefinition.of(DatasetFiles.definition(SALES))));
  }
}

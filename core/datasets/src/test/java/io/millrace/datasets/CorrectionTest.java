package io.millrace.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.memory.Memory;
import org.junit.jupiter.api.Test;

class CorrectionTest {

  private static final long START = Instant.parse("2026-11-22T13:00:00Z").toEpochMilli();

  @Test
  void correction_isTheWholeRowByTheNamesOfItsColumns() {
    DatasetTable table =
        table(
            """
            dataset_name: large-purchases
            version: 7
            index_by: product.id
            types: {product.id: bigint, weight: decimal, gift: boolean}
            query:
              event_collection: purchases
              analysis_type: multi_analysis
              analyses:
                purchases: {analysis_type: count}
                revenue: {analysis_type: sum, target_property: price}
                dearest: {analysis_type: maximum, target_property: price}
                longest: {analysis_type: maximum, target_property: seconds}
              interval: hourly
              group_by: [country, weight, gift]
            """);
    Cell cell = new Cell(table.definition().partials());
    for (String price : List.of("12345678901234567.89", "0.01", "1E+3")) {
      cell.add(Properties.of(new BigDecimal(price), null));
    }
    CellKey key =
        new CellKey(
            "large-purchases",
            "hourly",
            START,
            List.of(-5L),
            List.of("\\absent \"\u00e9\u0001", new BigDecimal("0.50"), true));

    Correction correction = Correction.of(table, key, cell);

    assertThat(text(correction.key()))
        .isEqualTo(
            """
            ["large_purchases_hourly",-5,"2026-11-01",0,"2026-11-22T13:00:00.000Z",\
            "\\\\absent \\"\u00e9\\u0001",0.50,true]""");
    assertThat(text(correction.value()))
        .isEqualTo(
            """
            {"dataset":"large-purchases","version":7,"grain":"hourly",\
            "table":"large_purchases_hourly","row":{"product_id":-5,"bucket":"2026-11-01",\
            "shard":0,"interval_start":"2026-11-22T13:00:00.000Z",\
            "country":"\\\\absent \\"\u00e9\\u0001","weight":0.50,"gift":true,"purchases":3,\
            "revenue":12345678901235567.9,"dearest":12345678901234567.89,"events":3}}""");
  }

  @Test
  void exampleOfTheDocs_isWhatComes() throws Exception {
    String docs =
        Files.readString(Path.of(System.getProperty("millrace.home"), "docs/datasets.md"));
    DatasetTable table = table(block(docs, "yaml"));
    Cell cell = new Cell(table.definition().partials());
    for (String price : List.of("512.5", "900", "100")) {
      cell.add(Properties.of(new BigDecimal(price)));
    }
    CellKey key =
        new CellKey("large-purchases", "hourly", START, List.of(7L), List.of("PL", "card"));

    Correction correction = Correction.of(table, key, cell);

    ObjectMapper json = new ObjectMapper();
    assertThat(json.readTree(correction.value())).isEqualTo(json.readTree(block(docs, "json")));
    int end = docs.indexOf("]`: a row's corrections");
    String inTheText = docs.substring(docs.lastIndexOf('`', end - 1) + 1, end + 1);
    assertThat(json.readTree(correction.key())).isEqualTo(json.readTree(inTheText));
  }

  /** The first in that language. */
  private static String block(String page, String language) {
    int start = page.indexOf("```" + language + "\n") + language.length() + 4;
    return page.substring(start, page.indexOf("```", start));
  }

  @Test
  void sketches_areObjectsOfTheirFields() {
    DatasetTable table =
        table(
            """
            dataset_name: s
            query:
              event_collection: c
              analysis_type: multi_analysis
              analyses:
                users: {analysis_type: count_unique, target_property: u}
                p90: {analysis_type: percentile, target_property: n, percentile: 90, sketch: false}
                names: {analysis_type: select_unique, target_property: u, limit: 2}
                best: {analysis_type: top_k, target_property: u, k: 2}
              interval: daily
            """);
    Cell cell = new Cell(table.definition().partials());
    // Distinct, quantiles, unique, top: as the analyses need them.
    for (String user : List.of("c", "a", "b", "a")) {
      BigDecimal number = new BigDecimal(user.equals("a") ? 1 : 4);
      cell.add(Properties.of(user, number, user, user));
    }

    String value =
        text(
            Correction.of(table, new CellKey("s", "daily", START, List.of(), List.of()), cell)
                .value());

    String before =
        "\"users\":{\"estimate\":3.0,\"lower_bound\":3.0,\"upper_bound\":3.0,\"sketch\":\"";
    assertThat(value)
        .contains(before)
        .endsWith(
            """
            "},"p90":{"estimate":4.0,"lower_bound":4.0,"upper_bound":4.0},\
            "names":{"items":["a","b"],"complete":false},\
            "best":{"items":[{"item":"a","frequency":2},{"item":"b","frequency":1}],\
            "max_error":0},"events":4}}""");
    int from = value.indexOf(before) + before.length();
    byte[] sketch = Base64.getDecoder().decode(value.substring(from, value.indexOf('"', from)));
    assertThat(HllSketch.heapify(Memory.wrap(sketch)).getEstimate()).isBetween(2.9999, 3.0001);
  }

  private static DatasetTable table(String yaml) {
    DatasetDefinition definition = DatasetFiles.definition(yaml);
    return new DatasetTable(definition, definition.grains().get(0));
  }

  private static String text(byte[] json) {
    return new String(json, UTF_8);
  }
}

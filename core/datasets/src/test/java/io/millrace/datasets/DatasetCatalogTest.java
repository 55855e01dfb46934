package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.config.ConfigException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetCatalogTest {

  private static final Path HOME = Path.of(System.getProperty("millrace.home"));

  @Test
  void examplesOfTheShop_load() {
    DatasetCatalog catalog = DatasetCatalog.load(HOME.resolve("examples/shop/datasets"));

    assertThat(catalog.collections()).containsExactly("logins", "page_views", "purchases");
    assertThat(catalog.tables())
        .extracting(DatasetTable::name)
        .containsExactly(
            "customer_purchases_daily",
            "failed_logins_minutely",
            "failed_logins_hourly",
            "revenue_hourly",
            "revenue_daily",
            "traffic_minutely",
            "traffic_hourly",
            "traffic_daily");
  }

  @Test
  void exampleOfTheDocs_loadsAndGivesTheTableShown() throws Exception {
    String docs = Files.readString(HOME.resolve("docs/datasets.md"));
    DatasetDefinition definition = DatasetFiles.definition(block(docs, "yaml"));

    assertThat(
            new DatasetTable(definition, Grain.ofUtc("hourly")).createStatement("millrace") + ";\n")
        .isEqualTo(block(docs, "cql"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{dataset_name: n, zzz: 1, query: {event_collection: c, analysis_type: count,"
            + " interval: daily}}",
        "{dataset_name: n, query: {event_collection: c, analysis_type: count, interval: daily,"
            + " zzz: 1}}"
      })
  void keysOfTheDocs_areThoseThatAreRead(String withUnknownKey) throws Exception {
    String docs = Files.readString(HOME.resolve("docs/datasets.md"));
    String message =
        catchThrowableOfType(ConfigException.class, () -> DatasetFiles.definition(withUnknownKey))
            .getMessage();
    String keys = message.substring(message.indexOf("the keys here are ") + 18);

    assertThat(keys.split(", "))
        .hasSizeGreaterThan(9)
        .allSatisfy(key -> assertThat(docs).contains("`" + key + "`"));
  }

  @Test
  void emptyDirectory_isRefused(@TempDir Path directory) {
    assertThatThrownBy(() -> DatasetCatalog.load(directory))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            directory + ": holds no definition; write one per file and name it *.yaml or *.json");
  }

  @Test
  void definitions_areInOrderOfTheirNames() {
    DatasetCatalog catalog =
        DatasetCatalog.of(
            List.of(
                DatasetFiles.node("1.yaml", yaml("b", "c2", "daily")),
                DatasetFiles.node("2.yaml", yaml("a", "c1", "daily")),
                DatasetFiles.node("3.yaml", yaml("c", "c1", "daily"))));

    assertThat(catalog.definitions())
        .extracting(DatasetDefinition::name)
        .containsExactly("a", "b", "c");
    assertThat(catalog.collections()).containsExactly("c1", "c2");
  }

  @Test
  void datasetsWithOneTable_areRefused() {
    assertThatThrownBy(
            () ->
                DatasetCatalog.of(
                    List.of(
                        DatasetFiles.node("1.yaml", yaml("a-b", "c", "hourly")),
                        DatasetFiles.node("2.yaml", yaml("A_b", "c", "hourly")))))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "2.yaml: dataset_name: the table A_b_hourly is already that of dataset 'a-b' in"
                + " 1.yaml; rename one");
  }

  @Test
  void datasetsWithOneName_areRefusedThoughTheirTablesDiffer() {
    assertThatThrownBy(
            () ->
                DatasetCatalog.of(
                    List.of(
                        DatasetFiles.node("1.yaml", yaml("a", "c", "hourly")),
                        DatasetFiles.node("2.yaml", yaml("a", "c", "daily")))))
        .isInstanceOf(ConfigException.class)
        .hasMessage("2.yaml: dataset_name: 'a' is already the name in 1.yaml; rename one");
  }

  @Test
  void catalog_travelsToTheWorkers() throws Exception {
    DatasetCatalog catalog = DatasetCatalog.load(HOME.resolve("examples/shop/datasets"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(catalog);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((DatasetCatalog) in.readObject()).definitions()).isEqualTo(catalog.definitions());
    }
  }

  private static String yaml(String name, String collection, String interval) {
    return "dataset_name: "
        + name
        + "\nquery: {event_collection: "
        + collection
        + ", analysis_type: count, interval: "
        + interval
        + "}";
  }

  private static String block(String docs, String language) {
    int from = docs.indexOf("```" + language + "\n") + language.length() + 4;
    return docs.substring(from, docs.indexOf("```", from));
  }
}

package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.config.ConfigFile;
import io.millrace.datasets.DatasetDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The table of datasets has a hundred that differ, and our job takes them. */
class DatasetFormsTest {

  private static final long EVENTS = 5_000;

  private final List<DatasetForm> all = DatasetForms.first(DatasetForms.MOST);

  @Test
  void hundredDatasets_haveFiftyPairsOfFiltersAndGroups() {
    assertThat(all).hasSize(100).extracting(DatasetForm::name).doesNotHaveDuplicates();
    assertThat(all.stream().map(form -> List.of(form.condition(), form.groups())).distinct())
        .hasSize(50);
    assertThat(
            all.stream()
                .map(form -> List.of(form.condition(), form.groups(), form.measures()))
                .distinct())
        .hasSize(100);
  }

  @Test
  void tenDatasets_haveAllFiltersAndGroups() {
    List<DatasetForm> ten = DatasetForms.first(10);

    assertThat(ten.stream().map(DatasetForm::condition).distinct()).hasSize(10);
    assertThat(ten.stream().map(DatasetForm::groups).distinct()).hasSize(5);
  }

  @Test
  void everyDefinition_isRead() {
    for (DatasetForm form : all) {
      DatasetDefinition definition = read(form);
      assertThat(definition.name()).isEqualTo(form.name());
      assertThat(definition.grains()).hasSize(3);
      assertThat(definition.groupBy()).hasSameSizeAs(form.groups());
      assertThat(definition.analyses()).hasSameSizeAs(form.measures());
    }
    assertThat(read(DatasetForms.byVisitor(Workload.WIDE)).analyses()).hasSize(8);
    assertThat(read(DatasetForms.byVisitor(Workload.TEN_THOUSAND_KEYS)).analyses()).hasSize(2);
  }

  @Test
  void everyCondition_passesSomeEvents() {
    for (DatasetForm form : DatasetForms.first(10)) {
      assertThat(
              LongStream.range(0, EVENTS)
                  .mapToObj(number -> Workload.DENSE.event(number, EVENTS))
                  .filter(form.condition().passes()))
          .as(form.condition().filters())
          .hasSizeBetween(100, (int) EVENTS);
    }
  }

  @Test
  void group_isFoundByItsNumber() {
    DatasetForm form = all.get(0);
    WorkloadEvent event = new WorkloadEvent(0, 0, 3, 5, 0, 1, 0, 0);

    assertThat(form.groupCount()).isEqualTo(500);
    assertThat(form.texts(form.group(event))).containsExactly("purchase-3", "AF");
  }

  private static DatasetDefinition read(DatasetForm form) {
    return DatasetDefinition.of(
        ConfigFile.parse(Path.of(form.name() + ".yaml"), form.definition("dense"), System::getenv));
  }
}

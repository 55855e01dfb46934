package io.millrace.benchmarks;

import io.millrace.benchmarks.DatasetForm.Condition;
import io.millrace.benchmarks.DatasetForm.Dimension;
import io.millrace.benchmarks.DatasetForm.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The datasets of {@code bench rollup-datasets} and {@code bench rollup-keys}. */
final class DatasetForms {

  private static final Dimension KIND =
      new Dimension(
          "kind", Workload.KINDS, WorkloadEvent::kindNumber, number -> WorkloadEvent.kind(number));

  private static final Dimension COUNTRY =
      new Dimension(
          "user.country",
          Workload.COUNTRIES,
          WorkloadEvent::countryNumber,
          number -> WorkloadEvent.country(number));

  private static final Dimension QUANTITY =
      new Dimension(
          "quantity",
          WorkloadEvent.QUANTITIES,
          event -> event.quantity() - 1,
          number -> Integer.toString(number + 1));

  private static final Dimension CAMPAIGN =
      new Dimension(
          "campaign",
          WorkloadEvent.CAMPAIGNS,
          WorkloadEvent::campaignNumber,
          WorkloadEvent::campaign);

  private static final List<Condition> CONDITIONS =
      List.of(
          new Condition("", event -> true),
          new Condition(
              "{property_name: price, operator: gte, property_value: 500}",
              event -> event.cents() >= 500_00),
          new Condition(
              "{property_name: price, operator: lt, property_value: 99.5}",
              event -> event.cents() < 99_50),
          new Condition(
              "{property_name: kind, operator: ne, property_value: purchase-0}",
              event -> event.kindNumber() != 0),
          new Condition(
              "{property_name: user.country, operator: in, property_value: [AA, AC, AE, ZZ]}",
              event -> Set.of(0, 2, 4).contains(event.countryNumber())),
          new Condition(
              "{property_name: quantity, operator: eq, property_value: 2}",
              event -> event.quantity() == 2),
          new Condition(
              "{property_name: campaign, operator: regex, property_value: '^spring-[0-9]$'}",
              event -> event.campaignNumber() < 10),
          new Condition(
              "{property_name: user.visits, operator: lte, property_value: 255}, "
                  + "{property_name: quantity, operator: gt, property_value: 1}",
              event -> event.visits() <= 255 && event.quantity() > 1),
          new Condition(
              "{operator: or, operands: [{property_name: price, operator: gt, property_value: 900},"
                  + " {property_name: user.visits, operator: gt, property_value: 900}]}",
              event -> event.cents() > 900_00 || event.visits() > 900),
          new Condition(
              "{property_name: kind, operator: contains, property_value: '-1'}, "
                  + "{property_name: discount, operator: exists, property_value: false}",
              event -> WorkloadEvent.kind(event.kindNumber()).contains("-1")));

  private static final List<List<Dimension>> GROUPS =
      List.of(
          List.of(KIND, COUNTRY),
          List.of(KIND),
          List.of(),
          List.of(COUNTRY, QUANTITY),
          List.of(CAMPAIGN));

  private static final Measure REVENUE = Measure.sum("revenue", "price", 2, WorkloadEvent::cents);

  private static final List<List<Measure>> MEASURES =
      List.of(
          List.of(
              Measure.count(),
              REVENUE,
              Measure.least("lowest", "price", 2, WorkloadEvent::cents),
              Measure.greatest("highest", "price", 2, WorkloadEvent::cents)),
          List.of(
              Measure.count(),
              Measure.sum("items", "quantity", 0, WorkloadEvent::quantity),
              Measure.greatest("most_visits", "user.visits", 0, WorkloadEvent::visits)));

  /** The conditions times the groups times the measures. */
  static final int MOST = 100;

  private DatasetForms() {}

  /**
   * The first ones of a hundred that are all different, with 50 pairs of filters and groups. The
   * first asks what {@code bench rollup} does; ten have all filters and all groups.
   */
  static List<DatasetForm> first(int count) {
    if (count > MOST) {
      throw new IllegalArgumentException("there are only " + MOST);
    }
    return IntStream.range(0, count)
        .mapToObj(
            number ->
                new DatasetForm(
                    "d" + number,
                    CONDITIONS.get(number % CONDITIONS.size()),
                    GROUPS.get((number + number / CONDITIONS.size()) % GROUPS.size()),
                    MEASURES.get(number / (CONDITIONS.size() * GROUPS.size())),
                    List.of("minutely", "hourly", "daily")))
        .toList();
  }

  /**
   * One dataset with a group per visitor. Of events with further properties it needs eight with the
   * visitor, of others two.
   */
  static DatasetForm byVisitor(Workload workload) {
    List<Measure> measures = new ArrayList<>(List.of(Measure.count(), REVENUE));
    if (workload.furtherProperties() > 0) {
      measures.add(Measure.sum("items", "quantity", 0, WorkloadEvent::quantity));
      measures.add(Measure.sum("visits", "user.visits", 0, WorkloadEvent::visits));
      for (int index = 0; index < workload.furtherProperties(); index += 12) {
        int further = index;
        String property = WorkloadEvent.furtherName(index);
        measures.add(Measure.sum(property, property, 0, event -> event.further(further)));
      }
    }
    Dimension visitor =
        new Dimension(
            "user.id",
            workload.visitors().count(),
            WorkloadEvent::visitor,
            number -> WorkloadEvent.visitor(number));
    return new DatasetForm(
        "by_visitor", CONDITIONS.get(0), List.of(visitor), measures, List.of("hourly", "daily"));
  }
}

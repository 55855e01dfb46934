package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is asked of the events. */
interface Question {

  /** Begins the names of its SQL scripts and of its tables. */
  String name();

  /** Of a row, in the order in which the truth has them; none if rows are digested. */
  List<RollupColumn> columns();

  /** Those that our job gets, by the names of their files. */
  Map<String, String> definitions(Path root, Contender contender) throws IOException;

  Truth truth(Workload workload, long events);

  default boolean isDigested() {
    return columns().isEmpty();
  }

  /** Asks the same in several languages; ours is in {@code benchmarks/src/main/datasets/<name>}. */
  record InScripts(String name, List<RollupColumn> columns) implements Question {

    @Override
    public Map<String, String> definitions(Path root, Contender contender) throws IOException {
      return DatasetFiles.read(root, name, contender.workload().word());
    }

    @Override
    public Truth truth(Workload workload, long events) {
      return RollupTruth.of(workload, events, columns);
    }
  }

  /**
   * Asks our job alone.
   *
   * @param asked what each contender is asked
   * @param all what any is asked of a load
   */
  record InForms(
      String name,
      Function<Contender, List<DatasetForm>> asked,
      Function<Workload, List<DatasetForm>> all)
      implements Question {

    @Override
    public List<RollupColumn> columns() {
      return List.of();
    }

    @Override
    public Map<String, String> definitions(Path root, Contender contender) {
      return asked.apply(contender).stream()
          .collect(
              Collectors.toMap(
                  form -> form.name() + ".yaml",
                  form -> form.definition(contender.workload().word())));
    }

    @Override
    public Truth truth(Workload workload, long events) {
      return DigestTruth.of(workload, events, all.apply(workload), asked);
    }
  }
}

package io.millrace.jobs.detect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.config.ConfigException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A log that lives as long as the test, for operators alone; KafkaVersionLogIT has the real one.
 */
final class MemoryVersionLog implements VersionLog {

  private static final long serialVersionUID = 1;

  /**
   * What there was before.
   *
   * @param definitions by id, of partition 0
   * @param end of that partition
   */
  record Before(List<PatternVersion> stamped, Map<String, String> definitions, long end) {

    static final Before NOTHING = new Before(List.of(), Map.of(), 0);
  }

  interface Beginning extends Supplier<Before>, Serializable {}

  private final Beginning beginning;

  /** All that was appended. */
  final List<Entry> entries = new ArrayList<>();

  int appends;

  /** Asked before each append. */
  transient @Nullable Runnable watcher = () -> {};

  MemoryVersionLog(Beginning beginning) {
    this.beginning = beginning;
  }

  /** From then on nothing can be appended. */
  void fail() {
    watcher =
        () -> {
          throw new ConfigException("kafka: away");
        };
  }

  @Override
  public Writer open() {
    return new Writer() {

      @Override
      public Known read() {
        Map<String, PatternVersion> stamped = new LinkedHashMap<>();
        beginning.get().stamped().forEach(each -> stamped.put(each.toString(), each));
        Map<Integer, Long> readUntil = new HashMap<>();
        for (Entry entry : entries) {
          if (entry.value() != null) {
            VersionRecords.Told told = VersionRecords.read(entry.value());
            if (told.version() != null) {
              stamped.put(told.version().toString(), told.version());
            }
            readUntil.merge(told.partition(), told.offset() + 1, Math::max);
          }
        }
        return new Known(List.copyOf(stamped.values()), readUntil);
      }

      @Override
      public Definitions definitions() {
        Before before = beginning.get();
        List<PatternRecord> records = new ArrayList<>();
        before
            .definitions()
            .forEach(
                (id, text) ->
                    records.add(
                        new PatternRecord(
                            0, before.end() - 1, id.getBytes(UTF_8), text.getBytes(UTF_8))));
        return new Definitions(records, Map.of(0, before.end()));
      }

      @Override
      public void append(List<Entry> added) {
        if (added.isEmpty()) {
          return;
        }
        if (watcher != null) {
          watcher.run();
        }
        appends++;
        entries.addAll(added);
      }

      @Override
      public void close() {}
    };
  }
}

package io.millrace.cli.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The ranges that the ledger's lines make up, by inbound partition and first offset. */
final class Ranges {

  private final Map<TopicPartition, TreeMap<Long, Range>> byPartition = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private long repeated;

  /** Takes the lines in the order of the topic. */
  void add(Line line) {
    TreeMap<Long, Range> ranges =
        byPartition.computeIfAbsent(line.partition(), key -> new TreeMap<>());
    Range same = ranges.get(line.from());
    if (same != null && same.holds(line)) {
      if (!same.add(line) && line.exactlyOnce()) {
        problems.add(same + ": part " + line.part() + " stands twice in the ledger");
      }
      return;
    }
    Range range = new Range(line);
    range.add(line);
    if (!line.exactlyOnce()) {
      // After a restart the same offsets are read once more, and the later line is the one to keep.
      while (!ranges.isEmpty() && ranges.lastKey() >= line.from()) {
        ranges.pollLastEntry();
        repeated++;
      }
    } else if (same != null) {
      problems.add(range + " stands twice in the ledger, written by two runs or checkpoints");
      return;
    }
    ranges.put(line.from(), range);
  }

  /** Whether every range has the lines of all its parts. */
  boolean areWhole() {
    return all().stream().allMatch(Range::isWhole);
  }

  /** What does not fit together, apart from what the topics hold. */
  List<String> problems() {
    List<String> found = new ArrayList<>(problems);
    for (TreeMap<Long, Range> ranges : byPartition.values()) {
      Range before = null;
      for (Range range : ranges.values()) {
        if (!range.isWhole()) {
          found.add(range + ": the ledger lacks a part of it");
        }
        if (before != null && before.to() < range.from()) {
          found.add(
              range.partition().topic()
                  + "/"
                  + range.partition().partition()
                  + " offsets "
                  + before.to()
                  + " to "
                  + (range.from() - 1)
                  + ": no line of the ledger tells of them");
        } else if (before != null && before.to() > range.from()) {
          found.add(range + " overlaps " + before);
        }
        before = range;
      }
    }
    return found;
  }

  Collection<Range> all() {
    return byPartition.values().stream().flatMap(ranges -> ranges.values().stream()).toList();
  }

  Collection<TopicPartition> partitions() {
    return byPartition.keySet();
  }

  /** The range that an offset lies in, or null. */
  @Nullable Range of(TopicPartition partition, long offset) {
    TreeMap<Long, Range> ranges = byPartition.get(partition);
    Map.Entry<Long, Range> entry = ranges == null ? null : ranges.floorEntry(offset);
    return entry == null || entry.getValue().to() <= offset ? null : entry.getValue();
  }

  /** The first offset that the ledger tells of. */
  long start(TopicPartition partition) {
    TreeMap<Long, Range> ranges = byPartition.get(partition);
    return ranges == null || ranges.isEmpty() ? 0 : ranges.firstKey();
  }

  /** Behind the last offset that the ledger tells of. */
  long end(TopicPartition partition) {
    TreeMap<Long, Range> ranges = byPartition.get(partition);
    return ranges == null || ranges.isEmpty() ? 0 : ranges.lastEntry().getValue().to();
  }

  /** How many lines a run that wrote at least once told of once more. */
  long repeated() {
    return repeated;
  }
}

package io.millrace.patterns.engine;

import java.util.Comparator;

/**
 * Where an event came in: the same in every run, so it tells events of one time apart.
 *
 * @param index in its record
 */
public record EventRef(String topic, int partition, long offset, int index)
    implements Comparable<EventRef> {

  private static final Comparator<EventRef> ORDER =
      Comparator.comparing(EventRef::topic)
          .thenComparingInt(EventRef::partition)
          .thenComparingLong(EventRef::offset)
          .thenComparingInt(EventRef::index);

  @Override
  public int compareTo(EventRef other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return topic + "/" + partition + "/" + offset + "/" + index;
  }
}

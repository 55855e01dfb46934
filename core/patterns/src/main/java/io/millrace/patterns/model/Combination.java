package io.millrace.patterns.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which kinds of events there have to be, by their places from 0 to 63. */
public sealed interface Combination {

  /** Of a formula that is multiplied out. */
  int MOST_ALTERNATIVES = 512;

  /**
   * Whether it is true.
   *
   * @param there a bit for each kind of which there is an event
   */
  boolean holds(long there);

  /** An event of this kind. */
  record Kind(int place) implements Combination {
    @Override
    public boolean holds(long there) {
      return (there >> place & 1) != 0;
    }
  }

  /** As many kinds as one of these counts says. */
  record Count(Set<Integer> counts) implements Combination {
    public Count {
      counts = Set.copyOf(counts);
    }

    @Override
    public boolean holds(long there) {
      return counts.contains(Long.bitCount(there));
    }
  }

  /** The opposite. */
  record Not(Combination operand) implements Combination {
    @Override
    public boolean holds(long there) {
      return !operand.holds(there);
    }
  }

  /** Of one at least. */
  record All(List<Combination> operands) implements Combination {
    public All {
      operands = List.copyOf(operands);
    }

    @Override
    public boolean holds(long there) {
      return operands.stream().allMatch(operand -> operand.holds(there));
    }
  }

  /** Of one at least. */
  record Any(List<Combination> operands) implements Combination {
    public Any {
      operands = List.copyOf(operands);
    }

    @Override
    public boolean holds(long there) {
      return operands.stream().anyMatch(operand -> operand.holds(there));
    }
  }

  /**
   * One way in which it is true.
   *
   * @param there a bit for each kind of which there is an event
   * @param absent likewise, of which there is none
   */
  record Alternative(long there, long absent) {

    private Alternative and(Alternative other) {
      return new Alternative(there | other.there, absent | other.absent);
    }

    private boolean isPossible() {
      return (there & absent) == 0;
    }

    /** Whether it is true whenever the other is, which is not the same. */
    private boolean isWiderThan(Alternative other) {
      return !equals(other)
          && (there | other.there) == other.there
          && (absent | other.absent) == other.absent;
    }
  }

  /**
   * All ways in which it is true.
   *
   * @throws IllegalArgumentException if there are more than {@link #MOST_ALTERNATIVES}, on the way
   *     there too, or if there is a count in it
   */
  default List<Alternative> alternatives() {
    return alternatives(this, true);
  }

  private static List<Alternative> alternatives(Combination asked, boolean wanted) {
    if (asked instanceof Kind kind) {
      long bit = 1L << kind.place;
      return List.of(wanted ? new Alternative(bit, 0) : new Alternative(0, bit));
    } else if (asked instanceof Not not) {
      return alternatives(not.operand, !wanted);
    } else if (asked instanceof All all) {
      return wanted ? product(all.operands, true) : union(all.operands, false);
    } else if (asked instanceof Any any) {
      return wanted ? union(any.operands, true) : product(any.operands, false);
    }
    throw new IllegalArgumentException("a count has no alternatives");
  }

  private static List<Alternative> union(List<Combination> operands, boolean wanted) {
    List<Alternative> all = new ArrayList<>();
    operands.forEach(operand -> all.addAll(alternatives(operand, wanted)));
    return least(all);
  }

  private static List<Alternative> product(List<Combination> operands, boolean wanted) {
    List<Alternative> product = List.of(new Alternative(0, 0));
    for (Combination operand : operands) {
      List<Alternative> longer = new ArrayList<>();
      List<Alternative> more = alternatives(operand, wanted);
      for (Alternative one : product) {
        more.stream().map(one::and).filter(Alternative::isPossible).forEach(longer::add);
      }
      product = least(longer);
    }
    return product;
  }

  /** Without those of which another one says less. */
  private static List<Alternative> least(List<Alternative> all) {
    require(all.size() <= 8 * MOST_ALTERNATIVES);
    List<Alternative> least =
        all.stream()
            .distinct()
            .filter(one -> all.stream().noneMatch(other -> other.isWiderThan(one)))
            .toList();
    require(least.size() <= MOST_ALTERNATIVES);
    return least;
  }

  private static void require(boolean few) {
    if (!few) {
      throw new IllegalArgumentException("more than " + MOST_ALTERNATIVES + " combinations");
    }
  }
}

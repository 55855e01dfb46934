package io.millrace.patterns.engine.correlate;

import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * What a key remembers for one pattern. It stays bytes until an event or a deadline asks for it, so
 * when it wants to be asked stands beside them.
 */
final class Slot {

  final long family;
  final Suppressions suppressions;
  long shape;
  private byte @Nullable [] bytes;
  private @Nullable RuleState state;
  private long deadlineMillis = Machine.NEVER;
  private long expiryMillis = Long.MIN_VALUE;

  Slot(long family, long shape) {
    this(family, shape, new Suppressions());
  }

  private Slot(long family, long shape, Suppressions suppressions) {
    this.family = family;
    this.shape = shape;
    this.suppressions = suppressions;
  }

  long deadlineMillis() {
    return deadlineMillis;
  }

  /** Of the state alone. */
  long stateExpiryMillis() {
    return expiryMillis;
  }

  long expiryMillis() {
    return Math.max(expiryMillis, suppressions.expiry());
  }

  <S extends RuleState> S state(Machine<S> machine) {
    S current;
    if (state != null) {
      current = machine.cast(state);
    } else if (bytes != null) {
      current = machine.read(new StateReader(bytes));
    } else {
      current = machine.empty();
    }
    state = current;
    bytes = null;
    return current;
  }

  <S extends RuleState> void changed(Machine<S> machine, S changed) {
    deadlineMillis = machine.deadline(changed);
    expiryMillis = machine.expiry(changed);
  }

  /** As if no event had come; alerts stay known. */
  void forget() {
    bytes = null;
    state = null;
    deadlineMillis = Machine.NEVER;
    expiryMillis = Long.MIN_VALUE;
  }

  void write(StateWriter out) {
    out.fixed(family);
    out.fixed(shape);
    writeTime(out, deadlineMillis);
    writeTime(out, expiryMillis);
    suppressions.write(out);
    if (state != null) {
      StateWriter own = new StateWriter();
      state.write(own);
      out.block(own.toBytes());
    } else {
      out.block(bytes == null ? new byte[0] : bytes);
    }
  }

  static Slot read(StateReader in) {
    long family = in.fixed();
    long shape = in.fixed();
    long deadline = readTime(in);
    long expiry = readTime(in);
    Slot slot = new Slot(family, shape, Suppressions.read(in));
    slot.deadlineMillis = deadline;
    slot.expiryMillis = expiry;
    byte[] bytes = in.block();
    slot.bytes = bytes.length == 0 ? null : bytes;
    return slot;
  }

  /** The ends of time are a byte. */
  private static void writeTime(StateWriter out, long millis) {
    if (millis == Long.MIN_VALUE) {
      out.octet(0);
    } else if (millis == Long.MAX_VALUE) {
      out.octet(1);
    } else {
      out.octet(2);
      out.time(millis);
    }
  }

  private static long readTime(StateReader in) {
    int kind = in.octet();
    return switch (kind) {
      case 0 -> Long.MIN_VALUE;
      case 1 -> Long.MAX_VALUE;
      case 2 -> in.time();
      default -> throw new IllegalArgumentException("the time of a state is of kind " + kind);
    };
  }
}

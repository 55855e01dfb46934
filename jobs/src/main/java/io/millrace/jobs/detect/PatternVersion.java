package io.millrace.jobs.detect;

import io.millrace.jobs.common.InFlightSerializer;
import io.millrace.jobs.common.SerializedType;
import io.millrace.patterns.definition.PatternText;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import io.millrace.patterns.model.Pattern;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A version of a pattern, as its file defines it, and when it holds, in event time.
 *
 * @param definition the file's text
 * @param fromMillis the first; {@link #ALWAYS} if it was there before any event
 * @param untilMillis the first at which it holds no more; {@link #OPEN} as long as it does
 * @param sinceMillis from when the first version held whose state this one goes on with
 */
record PatternVersion(
    String id,
    int version,
    String definition,
    long fromMillis,
    long untilMillis,
    long sinceMillis) {

  static final long ALWAYS = Long.MIN_VALUE;
  static final long OPEN = Long.MAX_VALUE;

  static final SerializedType<PatternVersion> TYPE =
      SerializedType.of(PatternVersion.class, new Serializer());

  /** Matchers and correlators of a process need the same ones as {@link StampVersions}. */
  private static final CompiledPatterns COMPILED = new CompiledPatterns();

  /** The first byte in a savepoint. A change of what follows needs another. */
  private static final int FORMAT = 2;

  /** Without the time since when the state is kept. */
  private static final int FIRST_FORMAT = 1;

  boolean isOpen() {
    return untilMillis == OPEN;
  }

  PatternVersion endingAt(long millis) {
    return new PatternVersion(id, version, definition, fromMillis, millis, sinceMillis);
  }

  /** As matcher and correlator want it. */
  LivePattern live() {
    return new LivePattern(compile(id, definition), fromMillis, untilMillis, sinceMillis);
  }

  /**
   * What a text defines.
   *
   * @throws io.millrace.config.ConfigException if it is no pattern
   */
  static Pattern compile(String id, String definition) {
    return COMPILED.get(definition, () -> PatternText.read(id, definition));
  }

  /** Part of the savepoint format. */
  byte[] toBytes() {
    StateWriter out = new StateWriter();
    out.octet(FORMAT);
    out.text(id);
    out.count(version);
    out.text(definition);
    out.fixed(fromMillis);
    out.fixed(untilMillis);
    out.fixed(sinceMillis);
    return out.toBytes();
  }

  static PatternVersion ofBytes(byte[] bytes) {
    StateReader in = new StateReader(bytes);
    int format = in.octet();
    if (format != FORMAT && format != FIRST_FORMAT) {
      throw new IllegalArgumentException(
          "a version of a pattern has format " + format + "; this release reads 1 to " + FORMAT);
    }
    return new PatternVersion(
        in.text(),
        in.small(),
        in.text(),
        in.fixed(),
        in.fixed(),
        format == FIRST_FORMAT ? ALWAYS : in.fixed());
  }

  @Override
  public String toString() {
    return id + " version " + version;
  }

  private static final class Serializer extends InFlightSerializer<PatternVersion> {

    private static final long serialVersionUID = 1;

    @Override
    public void serialize(PatternVersion version, DataOutputView out) throws IOException {
      writeBytes(version.toBytes(), out);
    }

    @Override
    public PatternVersion deserialize(DataInputView in) throws IOException {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      return ofBytes(bytes);
    }

    @Override
    public PatternVersion createInstance() {
      throw new UnsupportedOperationException("records are read, never reused");
    }
  }
}

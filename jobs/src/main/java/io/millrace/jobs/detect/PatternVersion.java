package io.millrace.jobs.detect;

import io.millrace.jobs.common.InFlightSerializer;
import io.millrace.jobs.common.SerializedType;
import io.millrace.patterns.definition.PatternText;
import io.millrace.patterns.engine.LivePattern;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
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

  boolean isOpen() {
    return untilMillis == OPEN;
  }

  PatternVersion endingAt(long millis) {
    return new PatternVersion(id, version, definition, fromMillis, millis, sinceMillis);
  }

  /** As matcher and correlator want it. */
  LivePattern live() {
    return new LivePattern(compile(id, definition).pattern(), fromMillis, untilMillis, sinceMillis);
  }

  /**
   * What a text defines.
   *
   * @throws io.millrace.config.ConfigException if it is no pattern
   */
  static CompiledPatterns.Compiled compile(String id, String definition) {
    return COMPILED.get(definition, () -> PatternText.read(id, definition));
  }

  @Override
  public String toString() {
    return id + " version " + version;
  }

  private static final class Serializer extends InFlightSerializer<PatternVersion> {

    private static final long serialVersionUID = 1;

    @Override
    public void serialize(PatternVersion version, DataOutputView out) throws IOException {
      StateWriter fields = new StateWriter();
      fields.text(version.id());
      fields.count(version.version());
      fields.text(version.definition());
      fields.fixed(version.fromMillis());
      fields.fixed(version.untilMillis());
      fields.fixed(version.sinceMillis());
      writeBytes(fields.toBytes(), out);
    }

    @Override
    public PatternVersion deserialize(DataInputView in) throws IOException {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      StateReader fields = new StateReader(bytes);
      return new PatternVersion(
          fields.text(),
          fields.small(),
          fields.text(),
          fields.fixed(),
          fields.fixed(),
          fields.fixed());
    }

    @Override
    public PatternVersion createInstance() {
      throw new UnsupportedOperationException("records are read, never reused");
    }
  }
}

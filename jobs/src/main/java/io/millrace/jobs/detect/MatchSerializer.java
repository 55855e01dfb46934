package io.millrace.jobs.detect;

import io.millrace.jobs.common.InFlightSerializer;
import io.millrace.jobs.common.SerializedType;
import io.millrace.patterns.engine.Match;
import io.millrace.patterns.engine.StateReader;
import io.millrace.patterns.engine.StateWriter;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a match as its key and the engine's bytes of the rest. */
final class MatchSerializer extends InFlightSerializer<Match> {

  static final SerializedType<Match> TYPE = SerializedType.of(Match.class, new MatchSerializer());

  private static final long serialVersionUID = 1;

  @Override
  public void serialize(Match match, DataOutputView out) throws IOException {
    KeyBytesSerializer.INSTANCE.serialize(match.key(), out);
    StateWriter rest = new StateWriter();
    match.write(rest);
    writeBytes(rest.toBytes(), out);
  }

  @Override
  public Match deserialize(DataInputView in) throws IOException {
    var key = KeyBytesSerializer.INSTANCE.deserialize(in);
    byte[] rest = new byte[in.readInt()];
    in.readFully(rest);
    return Match.read(key, new StateReader(rest));
  }

  @Override
  public Match createInstance() {
    throw new UnsupportedOperationException("records are read, never reused");
  }
}

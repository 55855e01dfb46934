package io.millrace.flink.connector.cassandra.table;

import io.millrace.flink.connector.cassandra.session.RetriedReads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.Objects;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.LookupFunction;
import org.jspecify.annotations.Nullable;

/** Looks up one key after another. */
public final class SyncRowLookup extends LookupFunction {

  private static final long serialVersionUID = 1L;

  private final LookupSettings settings;
  private transient @Nullable RowLookup lookup;

  SyncRowLookup(LookupSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(FunctionContext context) throws Exception {
    lookup = RowLookup.open(settings, context);
  }

  @Override
  public Collection<RowData> lookup(RowData key) throws IOException {
    try {
      return RetriedReads.await(Objects.requireNonNull(lookup, "not open").find(key));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("the task ended").initCause(e);
    }
  }

  @Override
  public void close() {
    if (lookup != null) {
      lookup.close();
      lookup = null;
    }
  }
}

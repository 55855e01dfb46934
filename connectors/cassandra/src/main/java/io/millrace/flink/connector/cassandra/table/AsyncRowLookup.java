package io.millrace.flink.connector.cassandra.table;

import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncLookupFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.jspecify.annotations.Nullable;

/** Looks up many keys at once; Flink bounds how many. */
public final class AsyncRowLookup extends AsyncLookupFunction {

  private static final long serialVersionUID = 1L;

  private final LookupSettings settings;
  private transient @Nullable RowLookup lookup;

  AsyncRowLookup(LookupSettings settings) {
    this.settings = settings;
  }

  @Override
  public void open(FunctionContext context) throws Exception {
    lookup = RowLookup.open(settings, context);
  }

  @Override
  public CompletableFuture<Collection<RowData>> asyncLookup(RowData key) {
    return Objects.requireNonNull(lookup, "not open").find(key);
  }

  @Override
  public void close() {
    if (lookup != null) {
      lookup.close();
      lookup = null;
    }
  }
}

package io.millrace.patterns.expression;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;

/** Values by blocks of addresses: an address finds those of all blocks that it is in. */
public final class BlockTable<V> {

  /** Of all blocks of one length. */
  private record Mask(long high, long low) {}

  private final Map<Mask, Map<CidrBlocks.Address, V>> byMask = new HashMap<>();

  /** As {@link Map#merge}; fails if it is no block. */
  public void merge(String block, V value, BinaryOperator<V> join) {
    CidrBlocks.Block parsed = CidrBlocks.block(block);
    if (parsed == null) {
      throw new IllegalArgumentException("'" + block + "' is no block of addresses");
    }
    byMask
        .computeIfAbsent(new Mask(parsed.highMask(), parsed.lowMask()), any -> new HashMap<>())
        .merge(new CidrBlocks.Address(parsed.high(), parsed.low()), value, join);
  }

  /** Whether there are no blocks. */
  public boolean isEmpty() {
    return byMask.isEmpty();
  }

  /** Gives away what there is; nothing for a text that is no address. */
  public void find(String address, Consumer<V> found) {
    CidrBlocks.Address parsed = CidrBlocks.Address.of(address);
    if (parsed == null) {
      return;
    }
    byMask.forEach(
        (mask, blocks) -> {
          V value =
              blocks.get(
                  new CidrBlocks.Address(parsed.high() & mask.high, parsed.low() & mask.low));
          if (value != null) {
            found.accept(value);
          }
        });
  }
}

package io.millrace.flink.connector.cassandra.source.enumerator;

import com.datastax.oss.driver.api.core.metadata.token.Token;
import com.datastax.oss.driver.api.core.metadata.token.TokenRange;
import io.millrace.flink.connector.cassandra.source.split.TokenSpan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a ring into about so many spans of equal width.
 *
 * <p>The ring's own ranges are cut where more spans are wanted than there are ranges, and joined
 * where fewer are.
 */
final class TokenSplits {

  private final Ring ring;
  private final Function<Token, String> format;

  TokenSplits(Ring ring, Function<Token, String> format) {
    this.ring = ring;
    this.format = format;
  }

  /** Tokens, and the hosts that have all rows of them. */
  record Piece(TokenSpan span, Set<String> hosts) {}

  /**
   * @param ranges disjoint, all of the ring
   * @param hosts of the replicas of a range
   */
  List<Piece> cut(
      Collection<TokenRange> ranges, int wanted, Function<TokenRange, Set<String>> hosts) {
    List<TokenRange> inOrder =
        ranges.stream().flatMap(range -> range.unwrap().stream()).sorted().toList();
    return wanted < inOrder.size() ? join(inOrder, wanted, hosts) : divide(inOrder, wanted, hosts);
  }

  private List<Piece> divide(
      List<TokenRange> inOrder, int wanted, Function<TokenRange, Set<String>> hosts) {
    List<Piece> pieces = new ArrayList<>();
    for (TokenRange range : inOrder) {
      Set<String> hostsOfRange = hosts.apply(range);
      int parts = (int) Math.max(1, Math.round(wanted * share(range, inOrder.size())));
      for (TokenRange part : range.splitEvenly(parts)) {
        if (!part.isEmpty()) {
          pieces.add(new Piece(span(part), hostsOfRange));
        }
      }
    }
    return pieces;
  }

  private List<Piece> join(
      List<TokenRange> inOrder, int wanted, Function<TokenRange, Set<String>> hosts) {
    List<Piece> pieces = new ArrayList<>();
    @Nullable Piece open = null;
    double done = 0;
    for (TokenRange range : inOrder) {
      open = open == null ? new Piece(span(range), hosts.apply(range)) : join(open, range, hosts);
      done += share(range, inOrder.size());
      if (done * wanted >= pieces.size() + 1) {
        pieces.add(open);
        open = null;
      }
    }
    if (open != null) {
      pieces.add(open);
    }
    return pieces;
  }

  private Piece join(Piece piece, TokenRange next, Function<TokenRange, Set<String>> hosts) {
    Set<String> common = new TreeSet<>(piece.hosts());
    common.retainAll(hosts.apply(next));
    return new Piece(new TokenSpan(piece.span().after(), span(next).upTo()), common);
  }

  private double share(TokenRange range, int ranges) {
    return ring.size() == null
        ? 1.0 / ranges
        : ring.share(format.apply(range.getStart()), format.apply(range.getEnd()));
  }

  private TokenSpan span(TokenRange range) {
    return new TokenSpan(bound(range.getStart()), bound(range.getEnd()));
  }

  private @Nullable String bound(Token token) {
    String text = format.apply(token);
    return text.equals(ring.smallest()) ? null : text;
  }
}

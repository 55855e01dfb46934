package io.millrace.flink.connector.cassandra.source.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.datastax.oss.driver.api.core.metadata.token.Token;
import com.datastax.oss.driver.api.core.metadata.token.TokenRange;
import com.datastax.oss.driver.internal.core.metadata.token.Murmur3TokenFactory;
import com.datastax.oss.driver.internal.core.metadata.token.RandomTokenFactory;
import com.datastax.oss.driver.internal.core.metadata.token.TokenFactory;
import io.millrace.flink.connector.cassandra.source.split.TokenSpan;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokenSplitsTest {

  private static final TokenFactory MURMUR3 = new Murmur3TokenFactory();
  private static final TokenFactory RANDOM = new RandomTokenFactory();
  private static final long SEED = 20_261_122;

  static Stream<Arguments> rings() {
    Random random = new Random(SEED);
    return Stream.of(MURMUR3, RANDOM)
        .flatMap(
            tokens ->
                Stream.of(1, 2, 3, 16, 257)
                    .flatMap(
                        nodes ->
                            Stream.of(1, 2, 7, 100, 1000)
                                .map(
                                    wanted ->
                                        Arguments.of(
                                            tokens, ring(tokens, nodes, random), wanted))));
  }

  /** Each token is in one split: they follow each other without gap from end to end. */
  @ParameterizedTest(name = "{0}, {2} splits wanted")
  @MethodSource("rings")
  void splits_coverTheRingOnce(TokenFactory tokens, List<TokenRange> ring, int wanted) {
    List<TokenSpan> spans = new ArrayList<>();
    for (TokenSplits.Piece piece : splits(tokens).cut(ring, wanted, range -> Set.of())) {
      spans.add(piece.span());
    }

    assertThat(spans.get(0).after()).as("seed " + SEED).isNull();
    assertThat(spans.get(spans.size() - 1).upTo()).isNull();
    for (int i = 1; i < spans.size(); i++) {
      assertThat(spans.get(i).after()).isNotNull().isEqualTo(spans.get(i - 1).upTo());
    }
    for (TokenSpan span : spans) {
      if (span.after() != null && span.upTo() != null) {
        assertThat(new BigInteger(span.after())).isLessThan(new BigInteger(span.upTo()));
      }
    }
    if (wanted <= ring.size()) {
      assertThat(spans).hasSizeBetween(1, wanted);
    } else {
      assertThat(spans).hasSizeBetween(wanted / 2, wanted + ring.size() + 1);
    }
  }

  @Test
  void ringOfOneNode_inOneSplit_hasNoBounds() {
    List<TokenRange> ring = List.of(MURMUR3.range(MURMUR3.minToken(), MURMUR3.minToken()));

    assertThat(splits(MURMUR3).cut(ring, 1, range -> Set.of("a")))
        .containsExactly(new TokenSplits.Piece(TokenSpan.ALL, Set.of("a")));
  }

  @Test
  void joinedRanges_areOfTheHostsThatHaveThemAll() {
    Token zero = MURMUR3.parse("0");
    List<TokenRange> ring =
        List.of(MURMUR3.range(zero, MURMUR3.minToken()), MURMUR3.range(MURMUR3.minToken(), zero));

    assertThat(
            splits(MURMUR3)
                .cut(
                    ring,
                    1,
                    range -> range.getEnd().equals(zero) ? Set.of("a", "b") : Set.of("b", "c")))
        .containsExactly(new TokenSplits.Piece(TokenSpan.ALL, Set.of("b")));
    assertThat(
            splits(MURMUR3)
                .cut(ring, 2, range -> range.getEnd().equals(zero) ? Set.of("a") : Set.of("b")))
        .containsExactly(
            new TokenSplits.Piece(new TokenSpan(null, "0"), Set.of("a")),
            new TokenSplits.Piece(new TokenSpan("0", null), Set.of("b")));
  }

  @Test
  void size_isThatOfTheRingInProportion() {
    SizeEstimate estimate = new SizeEstimate();
    assertThat(estimate.bytes()).isEmpty();

    estimate.add(Ring.MURMUR3, "" + Long.MIN_VALUE, "0", 1_000, 7);
    assertThat(estimate.bytes()).hasValue(14_000);
    estimate.add(Ring.MURMUR3, "0", "" + Long.MIN_VALUE, 1_000, 3);
    assertThat(estimate.bytes()).hasValue(10_000);
    assertThat(Ring.RANDOM.share("-1", "" + BigInteger.TWO.pow(126))).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void number_isBySize_betweenFourPerSubtaskAndTheGreatest() {
    assertThat(SplitPlanner.number(OptionalLong.empty(), 3)).isEqualTo(12);
    assertThat(SplitPlanner.number(OptionalLong.of(1L << 30), 4)).isEqualTo(65);
    assertThat(SplitPlanner.number(OptionalLong.of(1L << 50), 4)).isEqualTo(10_000);
  }

  private static TokenSplits splits(TokenFactory tokens) {
    Ring ring = Ring.of(tokens.getPartitionerName());
    assertThat(ring.smallest()).isEqualTo(tokens.format(tokens.minToken()));
    return new TokenSplits(ring, tokens::format);
  }

  /** As the driver has it: from each token to the next, the last one around to the first. */
  private static List<TokenRange> ring(TokenFactory tokens, int nodes, Random random) {
    Set<Token> of = new TreeSet<>();
    while (of.size() < nodes) {
      of.add(
          tokens == MURMUR3
              ? tokens.parse("" + random.nextLong())
              : tokens.parse("" + new BigInteger(127, random)));
    }
    List<Token> inOrder = List.copyOf(of);
    List<TokenRange> ring = new ArrayList<>();
    if (nodes == 1) {
      return List.of(tokens.range(tokens.minToken(), tokens.minToken()));
    }
    for (int i = 0; i < nodes; i++) {
      ring.add(tokens.range(inOrder.get(i), inOrder.get((i + 1) % nodes)));
    }
    return ring;
  }
}

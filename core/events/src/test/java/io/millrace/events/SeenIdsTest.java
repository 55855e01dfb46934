package io.millrace.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SeenIdsTest {

  private static final long DEDUP_FOR = 1_000_000;

  private final Memory pages = new Memory();

  /** Pages that outlive the object, as state does; counts what is asked of it. */
  private static final class Memory implements SeenIds.Pages {
    private final TreeMap<Integer, byte[]> pages = new TreeMap<>();
    private int reads;

    @Override
    public byte @Nullable [] read(int number) {
      reads++;
      return pages.get(number);
    }

    @Override
    public void write(int number, byte[] page) {
      pages.put(number, page);
    }

    @Override
    public void remove(int number) {
      pages.remove(number);
    }
  }

  @Test
  void secondOfAnId_isTheFirstAgainOnlyWhenTheWindowIsOver() throws Exception {
    SeenIds seen = load();

    assertThat(seen.isFirst(1, 2, 5_000, 1)).isTrue();
    assertThat(seen.isFirst(1, 2, 5_000 + DEDUP_FOR - 1, 2)).isFalse();
    assertThat(seen.isFirst(1, 2, 0, 3)).isFalse();
    assertThat(seen.isFirst(1, 3, 5_000, 4)).isTrue();
    assertThat(seen.isFirst(2, 2, 5_000, 5)).isTrue();
    assertThat(seen.isFirst(1, 2, 5_000 + DEDUP_FOR, 6)).isTrue();
    assertThat(seen.isFirst(1, 2, 5_000 + DEDUP_FOR + 1, 7)).isFalse();
    assertThat(seen.size()).isEqualTo(4);
  }

  @Test
  void firstThatIsReadAgain_isNotItsOwnDuplicate() throws Exception {
    SeenIds seen = load();
    seen.isFirst(1, 2, 5_000, 77);

    assertThat(seen.isFirst(1, 2, 5_000, 77)).isTrue();
    assertThat(seen.isFirst(1, 2, 5_001, 78)).isFalse();
    assertThat(seen.size()).isEqualTo(1);
  }

  /** Against a plain map, over flushes, restarts and expiry. */
  @Test
  void randomIds_areJudgedAsAMapWould() throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    Map<Long, Long> oracle = new HashMap<>();
    SeenIds seen = load();
    for (int i = 0; i < 60_000; i++) {
      long id = random.nextInt(20_000);
      long written = i * 100L;
      Long first = oracle.get(id);
      boolean isFirst = first == null || written - first >= DEDUP_FOR;
      if (isFirst) {
        oracle.put(id, written);
      }
      assertThat(seen.isFirst(mixed(id), mixed(~id), written, i))
          .as("event %d of seed %d", i, seed)
          .isEqualTo(isFirst);
      if (random.nextInt(500) == 0) {
        seen.expire(written);
      }
      if (random.nextInt(1_000) == 0) {
        seen.flush();
        int size = seen.size();
        seen = load();
        assertThat(seen.size()).isEqualTo(size);
      }
    }
    // All ids of the last DEDUP_FOR, and of older ones no more than share a page with those.
    assertThat(seen.size()).isLessThanOrEqualTo(20_000);
  }

  @Test
  void newIds_hardlyEverReadAPage() throws Exception {
    SeenIds seen = load();
    for (long id = 0; id < 3_000; id++) {
      seen.isFirst(mixed(id), mixed(~id), id, id);
    }
    pages.reads = 0;

    for (long id = 3_000; id < 4_000; id++) {
      seen.isFirst(mixed(id), mixed(~id), id, id);
    }

    // 24 pages to read for each of the few that the filter can't tell from a seen one.
    assertThat(pages.reads).isLessThan(24 * 5);
  }

  @Test
  void idsThatComeOnceMoreInTheirOrder_readFewPages() throws Exception {
    SeenIds seen = load();
    for (long id = 0; id < 3_000; id++) {
      seen.isFirst(mixed(id), mixed(~id), id, id);
    }
    pages.reads = 0;

    for (long id = 0; id < 3_000; id++) {
      assertThat(seen.isFirst(mixed(id), mixed(~id), id, 10_000 + id)).isFalse();
    }

    // The first of them is looked for in all 23 sealed pages; at a border two are read; and the
    // newest page is read for each of its ids.
    assertThat(pages.reads).isLessThanOrEqualTo(23 + 2 * 23 + SeenIds.PAGE_IDS);
  }

  /** Four partitions, read at once: neighbours change places, and new retries come in between. */
  @Test
  void idsThatComeOnceMoreInAboutTheirOrder_readFewPages() throws Exception {
    SeenIds seen = load();
    int count = 3_000;
    for (long id = 0; id < count; id++) {
      seen.isFirst(mixed(id), mixed(~id), id, id);
    }
    pages.reads = 0;

    for (long i = 0; i < count; i++) {
      long id = Math.min(count - 1, i ^ 3); // 3 2 1 0 7 6 5 4 …
      assertThat(seen.isFirst(mixed(id), mixed(~id), id, 10_000 + i)).isFalse();
      if (i % 10 == 0) {
        long recent = count - SeenIds.PAGE_IDS - i / 100; // in the newest sealed page
        assertThat(seen.isFirst(mixed(recent), mixed(~recent), recent, 20_000 + i)).isFalse();
      }
    }

    // Of 3,300: one page per retry and per id of the newest page, and a few at each border.
    assertThat(pages.reads).isLessThan(300 + SeenIds.PAGE_IDS + 23 * 10);
  }

  @Test
  void filter_takesTwoToFourBytesPerId() throws Exception {
    SeenIds seen = load();
    for (int id = 0; id < 12_207; id++) {
      seen.isFirst(mixed(id), mixed(~id), id, id);
      if (id >= 1_000) {
        assertThat(seen.memoryBytes() - SeenIds.PAGE_IDS * 32)
            .isBetween(2L * (id + 1) - 8, 4L * (id + 1) + 8);
      }
    }
  }

  /** After an expired page has gone, another may bear its number. */
  @Test
  void pageOfTheLastDuplicate_isForgottenWithItsIds() throws Exception {
    SeenIds seen = load();
    for (long round = 0; round < 3; round++) {
      long written = round * 2 * DEDUP_FOR;
      for (long id = 0; id < 2 * SeenIds.PAGE_IDS; id++) {
        assertThat(seen.isFirst(mixed(id), mixed(~id), written, round * 1_000 + id)).isTrue();
      }
      assertThat(seen.isFirst(mixed(0), mixed(~0), written + 1, 9_000)).isFalse();
      seen.expire(written + DEDUP_FOR);
      assertThat(seen.size()).isZero();
    }
  }

  @Test
  void expiry_dropsWholePagesAndInTheEndAll() throws Exception {
    SeenIds seen = load();
    for (long id = 0; id < 3 * SeenIds.PAGE_IDS; id++) {
      seen.isFirst(mixed(id), mixed(~id), id, id);
    }
    seen.flush();

    assertThat(seen.expiresAtMillis()).isEqualTo(SeenIds.PAGE_IDS - 1 + DEDUP_FOR);
    assertThat(seen.expire(SeenIds.PAGE_IDS - 2 + DEDUP_FOR)).isZero();
    assertThat(seen.expire(SeenIds.PAGE_IDS - 1 + DEDUP_FOR)).isEqualTo(SeenIds.PAGE_IDS);
    assertThat(seen.isFirst(mixed(0), mixed(~0), DEDUP_FOR + 500, 9_000)).isTrue();
    seen.flush();
    assertThat(load().size()).isEqualTo(2 * SeenIds.PAGE_IDS + 1);

    seen.expire(Long.MAX_VALUE);

    assertThat(seen.size()).isZero();
    assertThat(seen.expiresAtMillis()).isEqualTo(SeenIds.NEVER);
    assertThat(pages.pages).isEmpty();
    assertThat(seen.isFirst(mixed(1), mixed(~1), 1, 1)).isTrue();
  }

  @Test
  void flushOfLittle_writesTwoPagesAndOfNothingNone() throws Exception {
    SeenIds seen = load();
    seen.isFirst(1, 2, 3, 4);
    seen.flush();
    assertThat(pages.pages).containsOnlyKeys(0, 1);

    pages.pages.clear();
    seen.flush();

    assertThat(pages.pages).isEmpty();
  }

  /** Bytes of version 1: what it wrote, later versions must read. */
  @Test
  void goldenBytes_ofVersion1_areReadAndWritten() throws Exception {
    SeenIds seen = load();
    seen.isFirst(0x0102030405060708L, 0x1112131415161718L, 0x1A2B3C, 0x21222324L);
    seen.flush();

    HexFormat hex = HexFormat.of();
    assertThat(hex.formatHex(pages.pages.get(0))).isEqualTo("010000000100000001");
    assertThat(hex.formatHex(pages.pages.get(1)))
        .isEqualTo(
            "01"
                + "00000001"
                + "00000000001a2b3c"
                + "0102030405060708"
                + "1112131415161718"
                + "00000000001a2b3c"
                + "0000000021222324");
    assertThat(load().isFirst(0x0102030405060708L, 0x1112131415161718L, 0x1A2B3D, 5)).isFalse();
  }

  @Test
  void laterVersion_isRefused() {
    pages.write(0, HexFormat.of().parseHex("020000000100000001"));

    assertThatThrownBy(this::load)
        .hasMessage("ids were stored in version 2 of their format; this one reads 1");
  }

  private SeenIds load() throws Exception {
    return SeenIds.load(pages, DEDUP_FOR);
  }

  /** Spreads small numbers over all bits, as a digest does. */
  private static long mixed(long number) {
    return new SplittableRandom(number).nextLong();
  }
}

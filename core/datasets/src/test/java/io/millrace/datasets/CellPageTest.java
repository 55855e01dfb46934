package io.millrace.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CellPageTest {

  private static final Cell EMPTY = new Cell(List.of());

  /** By hand after the format's description: two cells, each a start, version 1, 0 events, none. */
  @Test
  void page_isStoredAsDescribed() {
    CellPage.Writer writer = new CellPage.Writer();
    writer.begin(2);
    writer.add(60_000, EMPTY);
    writer.add(-1, EMPTY);
    byte[] page = writer.end();

    assertThat(HexFormat.of().formatHex(page))
        .isEqualTo("02" + "000000000000ea60" + "010000" + "ffffffffffffffff" + "010000");
    assertThat(read(page)).isEqualTo(Map.of(-1L, EMPTY, 60_000L, EMPTY));
  }

  @Test
  void writer_beginsEachPageAnew() {
    CellPage.Writer writer = new CellPage.Writer();
    writer.begin(1);
    writer.add(1, EMPTY);
    writer.begin(0);

    assertThat(writer.end()).containsExactly(0);
  }

  @Test
  void bytesThatAreNoPage_areRefused() {
    CellPage.Writer writer = new CellPage.Writer();
    writer.begin(1);
    writer.add(1, EMPTY);
    byte[] page = writer.end();

    assertThatThrownBy(() -> read(Arrays.copyOf(page, page.length - 1)))
        .hasMessageContaining("cut off");
    assertThatThrownBy(() -> read(Arrays.copyOf(page, page.length + 2)))
        .hasMessage("2 bytes follow the cells of a page");
  }

  private static Map<Long, Cell> read(byte[] page) {
    Map<Long, Cell> cells = new TreeMap<>();
    CellPage.read(page, cells::put);
    return cells;
  }
}

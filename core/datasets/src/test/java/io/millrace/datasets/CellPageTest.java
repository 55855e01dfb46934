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

  /**
   * By hand after the format's description: two cells, each a code, a start, version 1, 0 events,
   * none.
   */
  @Test
  void page_isStoredAsDescribed() {
    CellPage.Writer writer = new CellPage.Writer();
    writer.begin(2);
    writer.add(1, 60_000, EMPTY);
    writer.add(300, -1, EMPTY);
    byte[] page = writer.bytes().toArray();

    assertThat(HexFormat.of().formatHex(page))
        .isEqualTo(
            "02" + "01" + "000000000000ea60" + "010000" + "ac02" + "ffffffffffffffff" + "010000");
    assertThat(read(page)).isEqualTo(Map.of("300 -1", EMPTY, "1 60000", EMPTY));
  }

  @Test
  void writer_beginsEachPageAnew() {
    CellPage.Writer writer = new CellPage.Writer();
    writer.begin(1);
    writer.add(1, 1, EMPTY);
    writer.begin(0);

    assertThat(writer.bytes().toArray()).containsExactly(0);
  }

  @Test
  void bytesThatAreNoPage_areRefused() {
    CellPage.Writer writer = new CellPage.Writer();
    writer.begin(1);
    writer.add(1, 1, EMPTY);
    byte[] page = writer.bytes().toArray();

    assertThatThrownBy(() -> read(Arrays.copyOf(page, page.length - 1)))
        .hasMessageContaining("cut off");
    assertThatThrownBy(() -> read(Arrays.copyOf(page, page.length + 2)))
        .hasMessage("2 bytes follow the cells of a page");
  }

  private static Map<String, Cell> read(byte[] page) {
    Map<String, Cell> cells = new TreeMap<>();
    new CellPage.Reader()
        .read(page, 0, page.length, (code, start, cell) -> cells.put(code + " " + start, cell));
    return cells;
  }
}

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

  private final Bytes out = new Bytes();

  /**
   * By hand after the format's description: two cells, each a code, a start, version 1, 0 events,
   * none.
   */
  @Test
  void page_isStoredAsDescribed() {
    CellPage.begin(out, 2);
    CellPage.add(out, 1, 60_000, EMPTY);
    CellPage.add(out, 300, -1, EMPTY);
    byte[] page = out.toArray();

    assertThat(HexFormat.of().formatHex(page))
        .isEqualTo(
            "02" + "01" + "000000000000ea60" + "010000" + "ac02" + "ffffffffffffffff" + "010000");
    assertThat(read(page)).isEqualTo(Map.of("300 -1", EMPTY, "1 60000", EMPTY));
  }

  @Test
  void eachPage_isBegunAnew() {
    CellPage.begin(out, 1);
    CellPage.add(out, 1, 1, EMPTY);
    CellPage.begin(out, 0);

    assertThat(out.toArray()).containsExactly(0);
  }

  @Test
  void bytesThatAreNoPage_areRefused() {
    CellPage.begin(out, 1);
    CellPage.add(out, 1, 1, EMPTY);
    byte[] page = out.toArray();

    assertThatThrownBy(() -> read(Arrays.copyOf(page, page.length - 1)))
        .hasMessageContaining("cut off");
    assertThatThrownBy(() -> read(Arrays.copyOf(page, page.length + 2)))
        .hasMessage("2 bytes follow the cells of a page");
  }

  private static Map<String, Cell> read(byte[] page) {
    Map<String, Cell> cells = new TreeMap<>();
    BytesReader in = new BytesReader();
    in.begin(page, 0, page.length);
    CellPage.read(
        in,
        new CellPage.Cells() {
          @Override
          public Cell blank() {
            return new Cell(List.of());
          }

          @Override
          public void add(int grainCode, long startMillis, Cell cell) {
            cells.put(grainCode + " " + startMillis, cell);
          }
        });
    return cells;
  }
}

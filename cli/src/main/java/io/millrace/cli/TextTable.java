package io.millrace.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows under a heading, every column as wide as its widest cell. */
final class TextTable {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int columns;

  TextTable(String... heading) {
    this(List.of(heading));
  }

  TextTable(List<String> heading) {
    columns = heading.size();
    rows.add(heading);
  }

  TextTable row(String... cells) {
    return row(List.of(cells));
  }

  TextTable row(List<String> cells) {
    rows.add(cells);
    return this;
  }

  void print(Terminal terminal) {
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = rows.get(r).get(i);
        line.append(cell);
        if (i + 1 < columns) {
          line.append(" ".repeat(widths[i] - width(cell))).append(GAP);
        }
      }
      String text = line.toString().stripTrailing();
      terminal.line(r == 0 ? terminal.bold(text) : text);
    }
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}

package io.millrace.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The fenced blocks of a Markdown page. */
record MarkdownPage(Path file, List<Block> blocks) {

  /**
   * One block.
   *
   * @param mark the HTML comment on the line above, or empty
   */
  record Block(String language, String mark, String text, int line) {}

  /** README and everything under docs/. */
  static List<MarkdownPage> all() throws IOException {
    try (Stream<Path> docs = Files.walk(Poms.HOME.resolve("docs"))) {
      List<Path> files = new ArrayList<>(List.of(Poms.HOME.resolve("README.md")));
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
      List<MarkdownPage> pages = new ArrayList<>();
      for (Path file : files) {
        pages.add(read(file));
      }
      return pages;
    }
  }

  static MarkdownPage read(Path file) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith("```")) {
        continue;
      }
      int opening = i;
      StringBuilder text = new StringBuilder();
      for (i++; !lines.get(i).startsWith("```"); i++) {
        text.append(lines.get(i)).append('\n');
      }
      String above = opening == 0 ? "" : lines.get(opening - 1);
      String mark = above.startsWith("<!--") ? above.replace("<!--", "").replace("-->", "") : "";
      blocks.add(
          new Block(lines.get(opening).substring(3), mark.strip(), text.toString(), opening + 1));
    }
    return new MarkdownPage(file, blocks);
  }

  String name() {
    return Poms.HOME.relativize(file).toString();
  }
}

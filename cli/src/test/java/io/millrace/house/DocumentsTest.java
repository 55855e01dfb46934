package io.millrace.house;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Documents are code: each block is run by a test, each link leads somewhere. */
class DocumentsTest {

  /** Drawings and output: nothing that could run. */
  private static final Set<String> SHOWN_ONLY = Set.of("", "text", "mermaid");

  /** Which test runs the blocks of a page. */
  private static final Map<String, String> RUN_BY =
      Map.ofEntries(
          entry("README.md", "ReadmeIT"),
          entry("docs/datasets.md", "DatasetCatalogTest"),
          entry("docs/events.md", "EventsPageTest"),
          entry("docs/ledger.md", "LedgerPageTest"),
          entry("docs/patterns/eql.md", "EqlPageTest"),
          entry("docs/patterns/files.md", "PatternSchemaTest"),
          entry("docs/patterns/sigma.md", "SigmaPageTest"),
          entry("docs/patterns/testing.md", "PatternVerbIT"),
          entry("docs/patterns/webhooks.md", "WebhooksPageTest"),
          entry("docs/sql.md", "SqlClientIT"),
          entry("docs/connectors/cassandra.md", "DocsExampleIT"),
          entry("docs/connectors/cassandra-catalog.md", "CassandraCatalogIT"),
          entry("docs/connectors/cassandra-sql.md", "CassandraWalkThroughIT"));

  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

  @Test
  void blocks_areRunByTheTestOfTheirPage() throws IOException {
    for (MarkdownPage page : MarkdownPage.all()) {
      boolean runnable =
          page.blocks().stream()
              .anyMatch(block -> !SHOWN_ONLY.contains(block.language()) && block.mark().isEmpty());
      if (runnable) {
        assertThat(RUN_BY).as("who runs the blocks of %s", page.name()).containsKey(page.name());
        assertThat(testsThatRead(page)).contains(RUN_BY.get(page.name()) + ".java");
      }
    }
  }

  @Test
  void links_leadToFilesThatExist() throws IOException {
    for (MarkdownPage page : MarkdownPage.all()) {
      Matcher link = LINK.matcher(Files.readString(page.file()));
      while (link.find()) {
        assertThat(page.file().resolveSibling(link.group(1)))
            .as("link of %s", page.name())
            .exists();
      }
    }
  }

  /** Test sources that name the page's file. */
  private static List<String> testsThatRead(MarkdownPage page) throws IOException {
    List<String> names = new ArrayList<>();
    String file = page.file().getFileName().toString();
    for (String module : Poms.modules()) {
      Path tests = Poms.HOME.resolve(module).resolve("src/test/java");
      if (!Files.isDirectory(tests)) {
        continue;
      }
      try (Stream<Path> sources = Files.walk(tests)) {
        for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
          if (Files.readString(source).contains(file)) {
            names.add(source.getFileName().toString());
          }
        }
      }
    }
    return names;
  }
}

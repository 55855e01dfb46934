package io.millrace.patterns.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.config.ConfigException;
import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.Detection.Aggregate;
import io.millrace.patterns.model.Detection.Bound;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Expression.Comparison;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.model.Pattern.Severity;
import io.millrace.patterns.model.Pattern.Suppression;
import io.millrace.patterns.model.Query;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternDefinitionTest {

  private static final EventSelector ALL = new EventSelector(null, new Expression.Constant(true));

  @Test
  void everyKey_isRead() {
    Pattern pattern =
        pattern(
            """
            id: p-1
            version: 3
            title: T
            description: D
            severity: critical
            tags: [a, b]
            enabled: false
            aliases: {ip: client.address, geo: client.place}
            threshold:
              collection: logins
              where: ip == "::1"
              group_by: [ip, '?geo.city', geometry]
              window: 10 min
              aggregate: percentile
              of: latency
              percent: 99.5
              least_events: 20
              gt: 100
              lte: 200
            lateness: 0 s
            suppress: {by: ip, for: 1 h}
            alert: {fields: {where: geo.city}}
            """);

    assertThat(pattern)
        .isEqualTo(
            new Pattern(
                "p-1",
                3,
                "T",
                "D",
                Severity.CRITICAL,
                List.of("a", "b"),
                false,
                new Detection.Threshold(
                    new EventSelector(
                        "logins",
                        new Expression.Compare(
                            Comparison.EQUAL,
                            field("client.address"),
                            new Expression.Constant("::1"),
                            false)),
                    List.of(
                        new Key(field("client.address"), false),
                        new Key(new Expression.Field("client.place.city", true), true),
                        new Key(field("geometry"), false)),
                    Aggregate.PERCENTILE,
                    field("latency"),
                    new BigDecimal("99.5"),
                    List.of(
                        new Bound(Comparison.GREATER, new BigDecimal(100)),
                        new Bound(Comparison.LESS_OR_EQUAL, new BigDecimal(200))),
                    Duration.ofMinutes(10),
                    20),
                Duration.ZERO,
                new Suppression(
                    List.of(new Key(field("client.address"), false)), Duration.ofHours(1)),
                Map.of("where", field("client.place.city"))));
  }

  @Test
  void whatIsLeftOut_hasItsDefault() {
    Pattern pattern = pattern("{id: p, threshold: {window: 1 s, gte: 1}}");

    assertThat(pattern)
        .isEqualTo(
            new Pattern(
                "p",
                1,
                "p",
                "",
                Severity.MEDIUM,
                List.of(),
                true,
                new Detection.Threshold(
                    ALL,
                    List.of(),
                    Aggregate.COUNT,
                    null,
                    BigDecimal.ZERO,
                    List.of(new Bound(Comparison.GREATER_OR_EQUAL, BigDecimal.ONE)),
                    Duration.ofSeconds(1),
                    1),
                Duration.ofMinutes(1),
                null,
                Map.of()));
  }

  @Test
  void otherKinds_areRead() {
    List<Key> keys = List.of(new Key(field("u"), false));

    assertThat(
            pattern("{id: p, new_terms: {group_by: u, terms: [a, b.c], history: 90 d, learn: 7 d}}")
                .detection())
        .isEqualTo(
            new Detection.NewTerms(
                ALL,
                keys,
                List.of(field("a"), field("b.c")),
                Duration.ofDays(90),
                Duration.ofDays(7)));
    assertThat(pattern("{id: p, spike: {group_by: u, interval: 5 min}}").detection())
        .isEqualTo(
            new Detection.Spike(
                ALL,
                keys,
                Aggregate.COUNT,
                null,
                Duration.ofMinutes(5),
                Detection.Season.NONE,
                60,
                10,
                0.99,
                Detection.Direction.UP,
                Double.NEGATIVE_INFINITY));
    assertThat(
            pattern(
                    """
                    id: p
                    spike:
                      aggregate: sum
                      of: a
                      interval: 1 h
                      season: week
                      history: 4
                      confidence: 0.5
                      direction: both
                      least: 7.5
                    """)
                .detection())
        .isEqualTo(
            new Detection.Spike(
                ALL,
                List.of(),
                Aggregate.SUM,
                field("a"),
                Duration.ofHours(1),
                Detection.Season.WEEK,
                4,
                4,
                0.5,
                Detection.Direction.BOTH,
                7.5));
    assertThat(
            pattern(
                    """
                    id: p
                    geo_velocity:
                      group_by: u
                      latitude: a
                      longitude: b
                      faster_than_km_per_hour: 900
                      window: 1 d
                    """)
                .detection())
        .isEqualTo(
            new Detection.GeoVelocity(
                ALL, keys, field("a"), field("b"), 900, 50, Duration.ofDays(1)));
    assertThat(pattern("{id: p, heartbeat: {group_by: u, within: 15 min}}").detection())
        .isEqualTo(new Detection.Heartbeat(ALL, keys, Duration.ofMinutes(15)));
  }

  @Test
  void query_isReadWithItsAliases() {
    Query.Sequence query =
        (Query.Sequence)
            ((Detection.Eql)
                    pattern(
                            """
                            id: p
                            aliases: {ip: client.address}
                            query: |
                              sequence by ip with maxspan=10m
                                [ a where not ip == "x" ]
                                [ b where true ]
                              until [ c where ip != null ]
                            """)
                        .detection())
                .query();

    assertThat(query.maxSpan()).isEqualTo(Duration.ofMinutes(10));
    assertThat(query.toString()).contains("client.address").doesNotContain("path=ip");
    assertThat(query.stages().get(0).keys())
        .containsExactly(new Key(field("client.address"), false));
  }

  @Test
  void dialect_isThatOfAllTexts() {
    String rest = "\nthreshold: {where: \"a == 'x*'\", window: 1 s, gte: 1}";

    assertThat(pattern("id: p\ndialect: endgame" + rest).detection()).isNotNull();
    assertThatThrownBy(() -> pattern("id: p\ndialect: eql" + rest))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("x.yaml: threshold.where: line 1, column 6: ")
        .hasMessageEndingWith("; correct it (docs/patterns/eql.md)");
  }

  @Test
  void tests_areRead() {
    PatternDefinition definition =
        PatternFiles.definition(
            """
            id: p
            heartbeat: {within: 1 min}
            tests:
              - name: t
                events:
                  - collection: c
                    timestamp: 2026-01-31T12:00:00Z
                    event: {a: {b: [1.50, '${env:X}', null]}}
                  - {collection: c, timestamp: '2026-01-31T13:00:01.5+01:00'}
                until: 2026-01-31T13:00:00Z
                alerts:
                  - key: [ada, 7, true, null]
                    first: 2026-01-31T12:00:00Z
                    last: 2026-01-31T12:00:01.5Z
                    events: [0, 1]
                  - {}
            """);

    assertThat(definition.tests())
        .containsExactly(
            new PatternTest(
                "t",
                List.of(
                    new PatternTest.Event(
                        "c",
                        Instant.parse("2026-01-31T12:00:00Z"),
                        Map.of(
                            "a",
                            Map.of("b", Arrays.asList(new BigDecimal("1.50"), "${env:X}", null)))),
                    new PatternTest.Event(
                        "c", Instant.parse("2026-01-31T12:00:01.500Z"), Map.of())),
                Instant.parse("2026-01-31T13:00:00Z"),
                List.of(
                    new PatternTest.Alert(
                        Arrays.asList("ada", new BigDecimal(7), true, null),
                        Instant.parse("2026-01-31T12:00:00Z"),
                        Instant.parse("2026-01-31T12:00:01.500Z"),
                        List.of(0, 1)),
                    new PatternTest.Alert(null, null, null, null))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{query: any where true}|id: is missing; write up to 100 of A-Z a-z 0-9 . _ -, the first a"
            + " letter or digit",
        "{id: p}|query: is missing; write it, or one of threshold, new_terms, spike, geo_velocity,"
            + " heartbeat",
        "{id: p, query: any where true, heartbeat: {within: 1 s}}|heartbeat: is there beside"
            + " query; write one file for each",
        "{id: p, query: 'sequence [a where true] [b where true]'}|query: is a sequence without a"
            + " limit; write 'sequence with maxspan=15m', for example",
        "{id: p, query: 'sequence with maxspan=32d [a where true] [b where true]'}|query: has a"
            + " maxspan that is not above 0 and up to 31 d; write another one",
        "{id: p, heartbeat: {within: 32 d}}|heartbeat.within: is not from 1 ms to 31 d; write one"
            + " in between",
        "{id: p, heartbeat: {within: 1 s, wherre: a}}|heartbeat.wherre: unknown key; did you mean"
            + " 'where'? the keys here are collection, where, group_by, within",
        "{id: p, threshold: {window: 1 s}}|threshold.gte: is missing; write one or several of gt,"
            + " gte, lt, lte, eq, neq",
        "{id: p, threshold: {window: 1 s, gte: 1, of: a}}|threshold.of: has no meaning with"
            + " aggregate count; leave it out",
        "{id: p, threshold: {window: 1 s, gte: 1, aggregate: sum}}|threshold.of: is missing; write"
            + " a field, such as 'order.total'",
        "{id: p, threshold: {window: 1 s, gte: 1, least_events: 2}}|threshold.least_events: has no"
            + " meaning with count; leave it out",
        "{id: p, spike: {interval: 7 h, season: day}}|spike.interval: does not divide the season"
            + " of 1 d; write one that does",
        "{id: p, aliases: {a.b: c}, heartbeat: {within: 1 s}}|aliases.a.b: is no name; write up to"
            + " 64 letters, digits and _, the first no digit"
      })
  void mistake_isNamedWithItsRemedy(String yaml, String message) {
    assertThatThrownBy(() -> PatternFiles.definition(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessage("x.yaml: " + message);
  }

  @Test
  void directory_isReadInTheOrderOfIds(@TempDir Path directory) throws Exception {
    assertThatThrownBy(() -> PatternCatalog.load(directory))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            directory + ": holds no pattern; write one per file and name it *.yaml or *.json");

    Files.writeString(directory.resolve("1.yaml"), "{id: b, heartbeat: {within: 1 s}}");
    Path second =
        Files.writeString(
            directory.resolve("2.json"), "{\"id\": \"a\", \"heartbeat\": {\"within\": \"1 s\"}}");
    assertThat(PatternCatalog.load(directory).patterns())
        .extracting(Pattern::id)
        .containsExactly("a", "b");
    assertThat(PatternCatalog.load(second).patterns()).extracting(Pattern::id).containsExactly("a");

    Path third =
        Files.writeString(directory.resolve("3.yaml"), "{id: a, heartbeat: {within: 1 s}}");
    assertThatThrownBy(() -> PatternCatalog.load(directory))
        .isInstanceOf(ConfigException.class)
        .hasMessage(third + ": id: 'a' is already the id in " + second + "; rename one");
  }

  private static Pattern pattern(String yaml) {
    return PatternFiles.definition(yaml).pattern();
  }

  private static Expression field(String path) {
    return new Expression.Field(path, false);
  }
}

package io.millrace.patterns.sigma;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to be true besides, of the events of other rules.
 *
 * @param references ids and names of these rules, or {@link #ANY} alone
 * @param source the rules' own has to be this one or part of it
 */
record RuleFilter(
    SigmaDocument document,
    List<String> references,
    SigmaSettings.LogSourceOfRule source,
    Logic condition) {

  /** In the place of rules: whichever have the source. */
  static final String ANY = "any";

  static final String RULES = "filter.rules";

  private static final String FILTER = "filter";

  RuleFilter {
    references = List.copyOf(references);
  }

  static boolean isFilter(SigmaDocument document) {
    return document.tree().containsKey(FILTER);
  }

  static RuleFilter read(SigmaDocument document, SigmaSettings settings) {
    for (String other : List.of("detection", "correlation")) {
      if (document.tree().containsKey(other)) {
        throw Refused.wrong(
            FILTER, "is in one document with '%s'; write two, with '---' between them", other);
      }
    }
    Map<String, @Nullable Object> filter = document.mapping(FILTER);
    List<String> references = SigmaDocument.texts(filter, "filter.", "rules");
    if (references.isEmpty()) {
      throw Refused.wrong(RULES, "is missing; write ids or names of rules, or 'any'");
    }
    return new RuleFilter(
        document,
        references,
        RuleReader.source(document),
        RuleReader.condition(FILTER, filter, Set.of("rules"), settings));
  }

  boolean isOfAny() {
    return references.equals(List.of(ANY));
  }

  /** Whether it is for this rule, whose source can be read. */
  boolean changes(SigmaDocument rule) {
    return (isOfAny() || references.stream().anyMatch(rule.names()::contains))
        && source.covers(RuleReader.source(rule));
  }
}

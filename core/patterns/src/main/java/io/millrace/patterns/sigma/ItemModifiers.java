package io.millrace.patterns.sigma;

import io.millrace.config.Suggestion;
import io.millrace.patterns.model.Expression.Comparison;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands behind a field: how its values are taken and compared. */
final class ItemModifiers {

  /** What is compared. */
  enum Kind {
    TEXT,
    REGEX,
    CIDR,
    COMPARE,
    EXISTS,
    FIELD
  }

  /** Where in the field's text the value is. */
  enum Place {
    WHOLE(null),
    ANYWHERE("stringcontains"),
    START("startswith"),
    END("endswith");

    private final @Nullable String function;

    Place(@Nullable String function) {
      this.function = function;
    }

    /** That asks the same of two fields; null if they have to be equal. */
    @Nullable String function() {
      return function;
    }
  }

  /** Those that are read; documentation has one row for each. */
  static final List<String> WORDS =
      List.of(
          "all",
          "contains",
          "startswith",
          "endswith",
          "exists",
          "cased",
          "neq",
          "windash",
          "re",
          "i",
          "m",
          "s",
          "base64",
          "base64offset",
          "utf16le",
          "wide",
          "utf16be",
          "utf16",
          "lt",
          "lte",
          "gt",
          "gte",
          "minute",
          "hour",
          "day",
          "week",
          "month",
          "year",
          "cidr",
          "expand",
          "fieldref");

  private final String at;
  private final List<TextTransform> transforms = new ArrayList<>();
  private final StringBuilder regexFlags = new StringBuilder();
  private final Set<String> seen = new HashSet<>();
  private Kind kind = Kind.TEXT;
  private Place place = Place.WHOLE;
  private Comparison comparison = Comparison.EQUAL;
  private @Nullable String timePart;

  private ItemModifiers(String at) {
    this.at = at;
  }

  static ItemModifiers of(String at, List<String> words) {
    ItemModifiers modifiers = new ItemModifiers(at);
    words.forEach(modifiers::add);
    modifiers.check();
    return modifiers;
  }

  private void add(String word) {
    if (!WORDS.contains(word)) {
      throw Refused.unsupported(
          at, "there is no modifier '%s' here%s", word, Suggestion.hint(word, WORDS));
    }
    if (!seen.add(word)) {
      throw Refused.wrong(at, "the modifier '%s' is there twice", word);
    }
    switch (word) {
      case "contains" -> place(Place.ANYWHERE);
      case "startswith" -> place(Place.START);
      case "endswith" -> place(Place.END);
      case "exists" -> kind(Kind.EXISTS, word);
      case "re" -> kind(Kind.REGEX, word);
      case "cidr" -> kind(Kind.CIDR, word);
      case "fieldref" -> kind(Kind.FIELD, word);
      case "lt" -> comparison(Comparison.LESS, word);
      case "lte" -> comparison(Comparison.LESS_OR_EQUAL, word);
      case "gt" -> comparison(Comparison.GREATER, word);
      case "gte" -> comparison(Comparison.GREATER_OR_EQUAL, word);
      case "minute", "hour", "day", "week", "month", "year" -> {
        if (timePart != null) {
          throw Refused.wrong(at, "'%s' and '%s' exclude each other", timePart, word);
        }
        timePart = word;
      }
      case "i", "m", "s" -> {
        if (kind != Kind.REGEX) {
          throw Refused.wrong(at, "the modifier '%s' belongs behind 're'", word);
        }
        regexFlags.append(word);
      }
      case "windash" -> transforms.add(TextTransform.WINDASH);
      case "base64" -> encoding(TextTransform.BASE64, word);
      case "base64offset" -> encoding(TextTransform.BASE64_OFFSET, word);
      case "utf16le", "wide" -> encoding(TextTransform.UTF16_LE, word);
      case "utf16be" -> encoding(TextTransform.UTF16_BE, word);
      case "utf16" -> encoding(TextTransform.UTF16, word);
      default -> {}
    }
  }

  private void place(Place next) {
    if (place != Place.WHOLE) {
      throw Refused.wrong(at, "contains, startswith and endswith exclude each other");
    }
    place = next;
  }

  private void kind(Kind next, String word) {
    if (kind != Kind.TEXT) {
      throw Refused.wrong(at, "the modifier '%s' does not go with those before it", word);
    }
    kind = next;
  }

  private void comparison(Comparison how, String word) {
    kind(Kind.COMPARE, word);
    comparison = how;
  }

  private void encoding(TextTransform transform, String word) {
    if (place != Place.WHOLE) {
      throw Refused.wrong(at, "'%s' has to come before contains, startswith and endswith", word);
    }
    transforms.add(transform);
  }

  private void check() {
    if (timePart != null && kind == Kind.TEXT) {
      kind = Kind.COMPARE;
    }
    if (timePart != null && kind != Kind.COMPARE) {
      throw Refused.wrong(at, "'%s' is a number, which the modifiers do not go with", timePart);
    }
    boolean ofText = kind == Kind.TEXT;
    if (!transforms.isEmpty() && !ofText) {
      throw Refused.wrong(at, "modifiers of texts do not go with the others here");
    }
    if (place != Place.WHOLE && !ofText && kind != Kind.FIELD) {
      throw Refused.unsupported(
          at, "contains, startswith and endswith do not go with the other modifiers here");
    }
    if (seen.contains("cased") && !ofText && kind != Kind.FIELD && kind != Kind.REGEX) {
      throw Refused.wrong(at, "'cased' is of texts, which are not compared here");
    }
    if (expand() && !ofText && kind != Kind.CIDR) {
      throw Refused.unsupported(at, "'expand' does not go with the other modifiers here");
    }
    boolean ofOnePart = kind == Kind.COMPARE && comparison == Comparison.EQUAL;
    if (negated() && (all() || !(ofText || kind == Kind.FIELD || ofOnePart))) {
      throw Refused.unsupported(
          at, "'neq' does not go with the other modifiers here; negate it in the condition");
    }
    if (all() && kind == Kind.EXISTS) {
      throw Refused.wrong(at, "'all' has no meaning with exists");
    }
    for (int i = 0; i < transforms.size(); i++) {
      boolean last = i + 1 == transforms.size();
      if (transforms.get(i).isOfBytes() && (last || !transforms.get(i + 1).isBase64())) {
        throw Refused.unsupported(
            at, "an encoding in two bytes is looked for as base64 or base64offset only");
      }
      if (transforms.get(i).isBase64() && !last) {
        throw Refused.wrong(at, "nothing but a place goes behind base64");
      }
    }
  }

  Kind kind() {
    return kind;
  }

  Place place() {
    return place;
  }

  Comparison comparison() {
    return comparison;
  }

  /** The function that takes a part of the field, which is a time; null if it is as it is. */
  @Nullable String timePart() {
    return timePart;
  }

  boolean all() {
    return seen.contains("all");
  }

  boolean negated() {
    return seen.contains("neq");
  }

  boolean cased() {
    return seen.contains("cased");
  }

  boolean expand() {
    return seen.contains("expand");
  }

  boolean regexIgnoresCase() {
    return regexFlags.indexOf("i") >= 0;
  }

  /** As they stand before a pattern, without that of case. */
  String regexFlags() {
    String flags = regexFlags.toString().replace("i", "");
    return flags.isEmpty() ? "" : "(?" + flags + ")";
  }

  /** Whether values that are no texts can be compared. */
  boolean arePlain() {
    return kind == Kind.TEXT && place == Place.WHOLE && transforms.isEmpty() && !expand();
  }

  boolean areOfKeywords() {
    return kind == Kind.TEXT || kind == Kind.REGEX;
  }

  /**
   * The texts to look for.
   *
   * @param anywhere whether to look for them anywhere if no place is told
   */
  List<SigmaText> transformed(String item, SigmaText text, boolean anywhere) {
    List<SigmaText> texts = List.of(text);
    byte[] bytes = null;
    for (TextTransform transform : transforms) {
      if (transform == TextTransform.WINDASH) {
        texts = texts.stream().flatMap(one -> Dashes.exchanged(item, one).stream()).toList();
      } else if (transform.isOfBytes()) {
        bytes = transform.bytes(plain(item, texts));
      } else {
        byte[] encoded = bytes == null ? transform.bytes(plain(item, texts)) : bytes;
        texts = transform.base64(encoded).stream().map(SigmaText::literal).toList();
      }
    }
    Place wanted = anywhere && place == Place.WHOLE ? Place.ANYWHERE : place;
    return texts.stream()
        .map(
            one ->
                switch (wanted) {
                  case WHOLE -> one;
                  case ANYWHERE -> one.startingAnywhere().endingAnywhere();
                  case START -> one.endingAnywhere();
                  case END -> one.startingAnywhere();
                })
        .toList();
  }

  private static String plain(String item, List<SigmaText> texts) {
    if (texts.size() != 1) {
      throw Refused.unsupported(item, "windash does not go with an encoding");
    }
    if (!texts.get(0).isLiteral()) {
      throw Refused.wrong(item, "a text with wildcards cannot be encoded; write \\* for a star");
    }
    return texts.get(0).literal();
  }
}

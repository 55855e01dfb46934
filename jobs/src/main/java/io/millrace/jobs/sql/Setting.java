package io.millrace.jobs.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a SET or RESET statement says.
 *
 * @param key null for a RESET of everything
 * @param value null for a RESET
 */
record Setting(@Nullable String key, @Nullable String value) {

  private static final Pattern SET =
      Pattern.compile("SET\\s+'((?:[^']|'')+)'\\s*=\\s*'((?:[^']|'')*)'", Pattern.CASE_INSENSITIVE);
  private static final Pattern RESET =
      Pattern.compile("RESET(?:\\s+'((?:[^']|'')+)')?", Pattern.CASE_INSENSITIVE);
  private static final Pattern EITHER =
      Pattern.compile("(?:RE)?SET\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Null if the statement is another one; throws if it is one of these and misspelled. */
  static @Nullable Setting of(SqlStatement statement) {
    Matcher set = SET.matcher(statement.text());
    if (set.matches()) {
      return new Setting(unquoted(set.group(1)), unquoted(set.group(2)));
    }
    Matcher reset = RESET.matcher(statement.text());
    if (reset.matches()) {
      String key = reset.group(1);
      return new Setting(key == null ? null : unquoted(key), null);
    }
    if (EITHER.matcher(statement.text()).matches()) {
      throw statement.error("write SET 'key' = 'value' or RESET 'key', both in single quotes");
    }
    return null;
  }

  private static String unquoted(String literal) {
    return literal.replace("''", "'");
  }
}

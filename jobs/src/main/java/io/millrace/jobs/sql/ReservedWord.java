package io.millrace.jobs.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The likeliest cause of a syntax error: a column named as SQL names something of its own. */
public final class ReservedWord {

  private static final Pattern ENCOUNTERED =
      Pattern.compile("Encountered \"(?:[A-Za-z_]+ )*`?([A-Za-z_]+)`?\" at line");

  private ReservedWord() {}

  /** What to do about a message of Flink's parser; empty if it is about something else. */
  public static String hint(String message) {
    Matcher encountered = ENCOUNTERED.matcher(message);
    return encountered.find()
        ? "; where "
            + encountered.group(1)
            + " is meant as a name, write it in backquotes, since SQL has that word itself"
        : "";
  }
}

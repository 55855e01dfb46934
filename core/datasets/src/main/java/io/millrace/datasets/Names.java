package io.millrace.datasets;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rules for property paths and for the names that tables and columns get from a definition. */
final class Names {

  /** Cassandra's limit for a table's name. */
  static final int LONGEST_TABLE = 48;

  private static final Pattern NON_WORD = Pattern.compile("[^A-Za-z0-9_]");

  private Names() {}

  static String table(String dataset, Grain grain) {
    return column(dataset) + "_" + grain.word();
  }

  static String column(String pathOrLabel) {
    return NON_WORD.matcher(pathOrLabel).replaceAll("_");
  }

  /** What is wrong with a property path and what to write, or null if nothing is. */
  static @Nullable String problemOfPath(String path) {
    for (String name : path.split("\\.", -1)) {
      if (name.isEmpty()) {
        return "'" + path + "' is not a property; write names separated by single dots";
      }
      if (name.startsWith("$") || name.length() > 255) {
        return "'"
            + path
            + "' can name no property; names have at most 255 characters and begin without '$'";
      }
    }
    return null;
  }
}

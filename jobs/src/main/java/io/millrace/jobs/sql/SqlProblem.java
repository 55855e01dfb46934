package io.millrace.jobs.sql;

import io.millrace.config.ConfigException;
import io.millrace.config.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.TableEnvironment;

/** Makes one line, with the place in the file and the likely cure, of what Flink says of SQL. */
final class SqlProblem {

  private static final Pattern PLACE = Pattern.compile("\\bline (\\d+), column \\d+");
  private static final Pattern UNKNOWN_TABLE =
      Pattern.compile("(?:Object|Table) '?([\\w.`]+)'? not found");
  private static final Pattern UNKNOWN_SINK = Pattern.compile("Cannot find table '([^']+)'");
  private static final Pattern UNKNOWN_FUNCTION =
      Pattern.compile("No match found for function signature (\\w+)\\(");

  private final TableEnvironment tables;

  SqlProblem(TableEnvironment tables) {
    this.tables = tables;
  }

  ConfigException of(SqlStatement statement, Throwable failure) {
    int line = statement.line();
    String message = String.valueOf(failure.getMessage());
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() == null) {
        continue;
      }
      message = cause.getMessage();
      Matcher place = PLACE.matcher(message);
      if (place.find()) {
        line = Integer.parseInt(place.group(1));
      }
    }
    String problem = message.lines().findFirst().orElse(message).strip();
    ConfigException error = SqlStatement.error(statement.source(), line, problem + cure(message));
    error.initCause(failure);
    return error;
  }

  private String cure(String message) {
    Matcher function = UNKNOWN_FUNCTION.matcher(message);
    if (function.find()) {
      List<String> known =
          Arrays.stream(tables.listFunctions()).map(name -> name.toUpperCase(Locale.ROOT)).toList();
      String name = function.group(1).toUpperCase(Locale.ROOT);
      return known.contains(name)
          ? "; it takes other arguments"
          : Suggestion.hint(name, known) + " SHOW FUNCTIONS lists them";
    }
    for (Pattern unknown : List.of(UNKNOWN_TABLE, UNKNOWN_SINK)) {
      Matcher table = unknown.matcher(message);
      if (table.find()) {
        String path = table.group(1).replace("`", "");
        List<String> known = Arrays.asList(tables.listTables());
        return Suggestion.hint(path.substring(path.lastIndexOf('.') + 1), known)
            + " known here: "
            + String.join(", ", known);
      }
    }
    return ReservedWord.hint(message);
  }
}

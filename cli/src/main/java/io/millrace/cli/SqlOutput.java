package io.millrace.cli;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What Flink's SQL client wrote while it ran a script: rows among greetings, prompts and log lines.
 * The client ends with 0 even when a statement failed, so its words are all there is to tell.
 */
record SqlOutput(List<String> lines) {

  private static final Pattern ANSI = Pattern.compile("\u001b\\[[0-9;]*m");
  private static final String PROMPT = "Flink SQL>";
  private static final String BEGIN = "[INFO] Executing SQL from file.";
  private static final String END = "Shutting down the session...";
  private static final String ERROR = "[ERROR] ";
  private static final Pattern NOISE =
      Pattern.compile(
          "Command history file path: .*"
              + "|\\d{4}-\\d\\d-\\d\\dT\\S+ +(TRACE|DEBUG|INFO|WARN|ERROR) .*"
              + "|.* org\\.jline\\.\\S+ .*|WARNING: .*"
              + "|\\tat .*|Caused by: .*");
  private static final Pattern EXCEPTION = Pattern.compile("^[\\w.$]+(Exception|Error): ");

  static SqlOutput of(String output) {
    return new SqlOutput(
        ANSI.matcher(output)
            .replaceAll("")
            .lines()
            .map(line -> line.startsWith(PROMPT) ? line.substring(PROMPT.length()).strip() : line)
            .toList());
  }

  /** Why a statement failed, if one did. */
  Optional<String> failure() {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(ERROR)) {
        String reason =
            lines.get(i).endsWith("Reason:") && i + 1 < lines.size()
                ? lines.get(i + 1)
                : lines.get(i).substring(ERROR.length());
        return Optional.of(EXCEPTION.matcher(reason.strip()).replaceFirst(""));
      }
    }
    return Optional.empty();
  }

  /** The rows and what else the statements gave. */
  List<String> results() {
    int begin = lines.indexOf(BEGIN) + 1;
    int end = lines.lastIndexOf(END);
    return lines.subList(begin, Math.max(begin, end < 0 ? lines.size() : end)).stream()
        .takeWhile(line -> !line.startsWith(ERROR))
        .filter(line -> !line.isBlank() && !NOISE.matcher(line).matches())
        .toList();
  }
}

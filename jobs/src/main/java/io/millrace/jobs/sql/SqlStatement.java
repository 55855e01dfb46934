package io.millrace.jobs.sql;

import io.millrace.config.ConfigException;

/**
 * One statement of a script, its variables resolved, without comments and closing semicolon.
 *
 * @param source the file as the user wrote it on the command line
 * @param line where the statement starts, from 1
 */
record SqlStatement(String source, int line, String text) {

  /** The text behind as many line breaks as precede it, so that Flink counts lines as the file. */
  String atItsLine() {
    return "\n".repeat(line - 1) + text;
  }

  ConfigException error(String problem) {
    return error(source, line, problem);
  }

  static ConfigException error(String source, int line, String problem) {
    return new ConfigException(source + ":" + line + ": " + problem);
  }
}

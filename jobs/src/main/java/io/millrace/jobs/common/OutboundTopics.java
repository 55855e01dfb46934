package io.millrace.jobs.common;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * The names of the topics that jobs write, and read of each other.
 *
 * @param prefix stands before all of them; usually empty. Another one gives ingest fresh topics,
 *     where an older savepoint may write everything behind it once more
 */
public record OutboundTopics(String prefix) implements Serializable {

  private static final String EVENTS = "events.";

  /** Where the valid events of a collection go. */
  public String events(String collection) {
    return prefix + EVENTS + collection;
  }

  /** What stands before the collection's name. */
  public String eventsPrefix() {
    return prefix + EVENTS;
  }

  public String rejects() {
    return prefix + "rejects";
  }

  public String late() {
    return prefix + "late";
  }

  public String ledger() {
    return prefix + "ledger";
  }

  /** Where the rollup says which rows have changed that were complete. */
  public String corrections() {
    return prefix + "corrections";
  }

  /** The definitions of patterns, by their ids. */
  public String patterns() {
    return prefix + "patterns";
  }

  /** What became of them: from when each version holds, or why it is refused. */
  public String patternVersions() {
    return prefix + "patterns.live";
  }

  /** What patterns found. */
  public String alerts() {
    return prefix + "alerts";
  }

  /** All that ingest may ever write. */
  public Pattern pattern() {
    return Pattern.compile(
        Pattern.quote(eventsPrefix())
            + ".+|"
            + Pattern.quote(rejects())
            + "|"
            + Pattern.quote(late())
            + "|"
            + Pattern.quote(ledger()));
  }

  /** The collection whose events the topic holds; the topic must be one of {@link #events}. */
  public String collectionOf(String topic) {
    return topic.substring(eventsPrefix().length());
  }

  /** What is wrong with a prefix, or an empty text. */
  static String problem(String prefix) {
    if (!prefix.isEmpty() && !prefix.matches("[A-Za-z0-9._-]{1,100}")) {
      return "write at most 100 letters, digits, '.', '_' or '-'";
    }
    if (prefix.startsWith(MillraceConfig.INBOUND_PREFIX)) {
      return "ingest would read what it wrote; do not begin with " + MillraceConfig.INBOUND_PREFIX;
    }
    return "";
  }
}

package io.millrace.datasets;

/** The Cassandra table that remembers which definitions were submitted. */
public final class DefinitionsTable {

  public static final String NAME = "dataset_definitions";

  private DefinitionsTable() {}

  public static String createStatement(String keyspace) {
    return "CREATE TABLE IF NOT EXISTS "
        + qualified(keyspace)
        + " (\n  \"dataset\" text,\n  \"version\" int,\n  \"shape\" frozen<map<text, text>>,\n"
        + "  \"submitted_at\" timestamp,\n  PRIMARY KEY (\"dataset\")\n)";
  }

  public static String select(String keyspace) {
    return "SELECT dataset, version, shape FROM " + qualified(keyspace);
  }

  /** Takes dataset, version, shape and the time. */
  public static String insert(String keyspace) {
    return "INSERT INTO "
        + qualified(keyspace)
        + " (dataset, version, shape, submitted_at) VALUES (?, ?, ?, ?)";
  }

  /** Takes the dataset. */
  public static String delete(String keyspace) {
    return "DELETE FROM " + qualified(keyspace) + " WHERE dataset = ?";
  }

  private static String qualified(String keyspace) {
    return '"' + keyspace + "\".\"" + NAME + '"';
  }
}

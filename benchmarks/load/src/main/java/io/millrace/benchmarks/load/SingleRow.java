package io.millrace.benchmarks.load;

/** A row that has a partition for itself, anywhere on the ring. */
public record SingleRow(long id, long at, double amount, String payload) {

  public static final String COLUMNS = "id, at, amount, payload";

  private static final long FIRST_AT = 1_760_000_000_000L;

  public static SingleRow of(long number) {
    long random = Mix.mix(number);
    return new SingleRow(
        random, FIRST_AT + number, (random & 0xFFFFFF) / 16.0, Texts.LONG.of(random));
  }

  public static String createTable(String table) {
    return "CREATE TABLE "
        + table
        + " (id bigint PRIMARY KEY, at bigint, amount double, payload text)";
  }

  public static String insert(String table) {
    return "INSERT INTO " + table + " (" + COLUMNS + ") VALUES (?, ?, ?, ?)";
  }

  public long digest() {
    long digest = Mix.mix(id);
    digest = Mix.mix(digest + at);
    digest = Mix.mix(digest + Double.doubleToLongBits(amount));
    return Mix.mix(digest + payload.hashCode());
  }
}

package io.millrace.cli.demo;

import com.datastax.oss.driver.api.core.CqlSession;
import io.millrace.cli.ledger.LedgerCheck;
import io.millrace.cli.shop.ShopTruth;

/** Compares all that the jobs have written with the truth; more than it is as wrong as less. */
public final class DemoCheck {

  private final ShopTruth truth;
  private final DemoTarget target;

  public DemoCheck(ShopTruth truth, DemoTarget target) {
    this.truth = truth;
    this.target = target;
  }

  /** Every row, record and file. */
  public Mismatches run() {
    Mismatches mismatches = new Mismatches();
    compareRows(mismatches);
    compareTopics(mismatches);
    compareLedger(mismatches);
    compareArchive(mismatches);
    return mismatches;
  }

  void compareRows(Mismatches mismatches) {
    try (CqlSession session = target.cassandra()) {
      new RollupCheck(session, target.keyspace()).compare(truth, mismatches);
    }
  }

  void compareTopics(Mismatches mismatches) {
    new TopicsCheck(truth, mismatches).compare(target.kafka());
  }

  /** The ledger must agree with the topics, and with the truth. */
  void compareLedger(Mismatches mismatches) {
    LedgerCheck.Result ledger = new LedgerCheck(target.config()).run(step -> {});
    ledger.problems().forEach(problem -> mismatches.add("ledger", "no problem", problem));
    compare(mismatches, "valid", truth.valid(), ledger.valid());
    compare(mismatches, "duplicate", truth.duplicates(), ledger.duplicate());
    compare(mismatches, "late", 0, ledger.late());
    compare(mismatches, "rejected", truth.rejects().size(), ledger.rejected());
  }

  private static void compare(Mismatches mismatches, String verdict, long expected, long found) {
    if (expected != found) {
      mismatches.add("ledger " + verdict, Long.toString(expected), Long.toString(found));
    }
  }

  void compareArchive(Mismatches mismatches) {
    new ArchiveCheck(new ArchiveFiles(target.archive())).compare(truth, mismatches);
  }

  /** The demo's last line. */
  public String verdict(Mismatches mismatches) {
    if (mismatches.count() > 0) {
      return "demo FAILED: mismatches="
          + mismatches.count()
          + ", the first: "
          + mismatches.lines().get(0);
    }
    return "demo ok: read="
        + truth.read()
        + " valid="
        + truth.valid()
        + " duplicate="
        + truth.duplicates()
        + " rejected="
        + truth.rejects().size()
        + " rows="
        + truth.rows()
        + " alerts="
        + truth.alerts().size()
        + " pattern_alerts="
        + truth.foundByPatterns().values().stream().mapToLong(ShopTruth.Often::certain).sum()
        + " archived="
        + truth.valid()
        + " mismatches=0";
  }
}

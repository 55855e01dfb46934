package io.millrace.cli.demo;

import com.datastax.oss.driver.api.core.CqlSession;
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
        + " archived="
        + truth.valid()
        + " mismatches=0";
  }
}

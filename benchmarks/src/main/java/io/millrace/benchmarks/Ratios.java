package io.millrace.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Which speeds are divided by which. */
interface Ratios {

  /** A line per ratio. */
  List<String> lines(List<Contender> contenders);

  /**
   * Ours by each peer: first the fastest SQL peer of the first workload, then all in their order.
   *
   * @param ours by workload, which of our engines is compared with peers that write nothing
   * @param writing which is with those that write
   */
  record OfPeers(Map<Workload, String> ours, String writing) implements Ratios {

    @Override
    public List<String> lines(List<Contender> contenders) {
      List<Contender> peers =
          new ArrayList<>(
              contenders.stream()
                  .filter(contender -> !contender.isOurs() && !contender.onlyReads())
                  .toList());
      peers.stream()
          .filter(peer -> peer.word().startsWith(Rollup.SQL) && !peer.writesToCassandra())
          .filter(peer -> peer.workload().equals(contenders.get(0).workload()))
          .max(Comparator.comparingDouble(peer -> peer.engine().eventsPerSecond()))
          .ifPresent(
              best -> {
                peers.remove(best);
                peers.add(0, best);
              });
      List<String> lines = new ArrayList<>();
      for (Contender peer : peers) {
        String word = peer.writesToCassandra() ? writing : ours.get(peer.workload());
        contenders.stream()
            .filter(ours -> ours.workload().equals(peer.workload()) && ours.word().equals(word))
            .forEach(ours -> lines.add(ours.engine().ratio(peer.engine())));
      }
      return lines;
    }
  }

  /**
   * Each by one of them, or none if that one was left out.
   *
   * @param base its engine's name
   * @param label what a ratio is called
   */
  record OfOne(String base, Function<Contender, String> label) implements Ratios {

    @Override
    public List<String> lines(List<Contender> contenders) {
      List<String> lines = new ArrayList<>();
      contenders.stream()
          .filter(contender -> contender.engine().name().equals(base))
          .findFirst()
          .ifPresent(
              one ->
                  contenders.stream()
                      .filter(contender -> !contender.engine().name().equals(base))
                      .forEach(contender -> lines.add(line(contender, one))));
      return lines;
    }

    private String line(Contender contender, Contender one) {
      return String.format(
          "ratio %s=%.2f", label.apply(contender), contender.engine().times(one.engine()));
    }
  }
}

package io.millrace.benchmarks;

import io.millrace.benchmarks.patterns.PatternArguments.Measure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Our detect job with a thousand patterns and with ten, and FlinkCEP with the same ten; the matcher
 * alone; and how long five thousand patterns take to load. Engines take turns.
 */
final class PatternsBench {

  private static final Duration CHECKPOINTS = Duration.ofSeconds(10);

  private static final int WARM_SECONDS = 60;
  private static final int QUICK_WARM_SECONDS = 40;

  /** Regular expression: to look at some alone. */
  private static final String ENGINES = System.getProperty("bench.engines", "");

  private static final String MATCHER = "matcher-" + PatternRules.THOUSAND;
  private static final String LOADING = "loading-" + PatternRules.FIVE_THOUSAND;

  /** Ours is divided by these; the first is the one that the goal names. */
  private static final List<String> PEERS =
      List.of(
          PatternStack.CEP,
          PatternStack.CEP_HEAP,
          PatternStack.CEP + "-filtered",
          PatternStack.CEP + "-filtered-heap");

  private static final List<String> QUICK_PEERS =
      List.of(PatternStack.CEP, PatternStack.CEP_HEAP, PatternStack.CEP + "-filtered-heap");

  private PatternsBench() {}

  /** An engine's word, without its rules, and what it reads. */
  private record Entrant(String word, PatternLoad load, Engine engine) {

    Entrant(String word, PatternLoad load) {
      this(word, load, new Engine(word + "-" + load.rules(), new ArrayList<>()));
    }

    boolean isWanted() {
      return wanted(engine.name());
    }
  }

  private static boolean wanted(String name) {
    return ENGINES.isEmpty() || name.matches(ENGINES);
  }

  static boolean run(Path root, boolean quick) throws Exception {
    int runs = Integer.getInteger("bench.runs", quick ? 1 : 3);
    int warm = Integer.getInteger("bench.warm", quick ? QUICK_WARM_SECONDS : WARM_SECONDS);
    PatternLoad many = sized(PatternLoad.MANY, quick);
    PatternLoad few = sized(PatternLoad.FEW, quick);
    List<Entrant> all = new ArrayList<>();
    all.add(new Entrant(PatternStack.OURS, many));
    all.add(new Entrant(PatternStack.OURS, few));
    PatternLoad slowly = sized(PatternLoad.FEW_SLOWLY, quick);
    (quick ? QUICK_PEERS : PEERS)
        .forEach(peer -> all.add(new Entrant(peer, peer.equals(PatternStack.CEP) ? slowly : few)));
    all.removeIf(entrant -> !entrant.isWanted());
    Engine matcher = new Engine(MATCHER, new ArrayList<>());
    try (PatternStack stack = PatternStack.start(root)) {
      Map<PatternLoad, PatternTruth> truths = new HashMap<>();
      for (PatternLoad load : all.stream().map(Entrant::load).distinct().toList()) {
        stack.fill(load);
        truths.put(load, PatternTruth.of(load));
      }
      boolean equal = true;
      for (Map.Entry<PatternLoad, PatternTruth> truth : truths.entrySet()) {
        PatternSelectivity selectivity = PatternSelectivity.of(truth.getKey());
        System.out.println(selectivity.line(truth.getKey(), truth.getValue()));
        equal &= selectivity.equal();
      }
      for (int run = 1; run <= runs; run++) {
        if (wanted(MATCHER)) {
          boolean right = PatternSelectivity.of(PatternLoad.MANY).equal();
          print(run, matcher, MatcherSpeed.run(stack.folder(), quick, right));
        }
        for (Entrant entrant : all) {
          PatternTruth truth = Objects.requireNonNull(truths.get(entrant.load));
          PatternStack.Outcome outcome =
              stack.run(entrant.word, entrant.load, Measure.SPEED, CHECKPOINTS, warm);
          boolean right = PatternStack.isEqual(entrant.word, outcome.alerts(), truth);
          print(run, entrant.engine, Engine.Run.of(outcome.measured(), right, List.of("kafka")));
        }
      }
      if (wanted(LOADING)) {
        equal &= load(stack);
      }
      boolean allEqual = lines(all, matcher);
      return equal && allEqual;
    }
  }

  private static PatternLoad sized(PatternLoad load, boolean quick) {
    PatternLoad sized = quick ? load.quick() : load;
    return sized.withEvents(
        Long.getLong("bench.events." + load.word(), Long.getLong("bench.events", sized.events())));
  }

  private static void print(int run, Engine engine, Engine.Run result) {
    System.out.printf("run=%d %s %s%n", run, engine.name(), result);
    engine.runs().add(result);
  }

  /** The whole of a cold job: Flink's start, the patterns, a thousand events, Flink's end. */
  private static boolean load(PatternStack stack) throws Exception {
    PatternLoad load = PatternLoad.LOADING;
    stack.fill(load);
    PatternStack.Outcome outcome =
        stack.run(PatternStack.OURS, load, Measure.LOADING, CHECKPOINTS, 0);
    boolean equal =
        PatternStack.isEqual(PatternStack.OURS, outcome.alerts(), PatternTruth.of(load));
    System.out.printf(
        Locale.ROOT,
        "loading rules=%d seconds=%.2f cpu_seconds=%.2f equal=%s%n",
        PatternRules.named(load.rules()).size(),
        outcome.measured().seconds(),
        outcome.measured().cpuSeconds(),
        equal);
    return equal;
  }

  private static boolean lines(List<Entrant> all, Engine matcher) {
    List<Engine> engines = new ArrayList<>(all.stream().map(Entrant::engine).toList());
    if (!matcher.runs().isEmpty()) {
      engines.add(0, matcher);
    }
    engines.forEach(engine -> System.out.println(engine.line()));
    all.stream()
        .filter(entrant -> entrant.engine.name().equals("millrace-" + PatternRules.TEN))
        .findFirst()
        .ifPresent(
            ours ->
                all.stream()
                    .filter(entrant -> entrant.word.startsWith(PatternStack.CEP))
                    .forEach(peer -> System.out.println(ours.engine.ratio(peer.engine))));
    return engines.stream().allMatch(Engine::equal);
  }
}

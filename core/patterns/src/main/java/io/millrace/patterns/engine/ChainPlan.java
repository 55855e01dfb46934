package io.millrace.patterns.engine;

import io.millrace.patterns.model.Detection;
import io.millrace.patterns.model.EventSelector;
import io.millrace.patterns.model.Expression;
import io.millrace.patterns.model.Key;
import io.millrace.patterns.model.Pattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The detections of a chain, and what their rule asks of events. An event goes to where those of
 * the outermost detection's keys send it that all detections have; there each has a group for each
 * values of its other keys.
 */
public final class ChainPlan {

  /**
   * A detection of the chain.
   *
   * @param name for people; the outermost has none
   * @param rule of this detection alone
   * @param given for each key of the chain's rule, which of its own keys that is
   * @param rest its other keys
   */
  public record Part(
      String name,
      Rule rule,
      List<Use> uses,
      List<Source> sources,
      List<Integer> given,
      List<Integer> rest) {

    public Part {
      uses = List.copyOf(uses);
      sources = List.copyOf(sources);
      given = List.copyOf(given);
      rest = List.copyOf(rest);
    }

    /** The values of all its keys. */
    public List<@Nullable Object> keys(KeyBytes key, KeyBytes group) {
      List<@Nullable Object> all =
          new ArrayList<>(Collections.nCopies(given.size() + rest.size(), null));
      List<@Nullable Object> values = key.values();
      for (int i = 0; i < values.size(); i++) {
        all.set(given.get(i), values.get(i));
      }
      List<@Nullable Object> others = group.values();
      for (int i = 0; i < others.size(); i++) {
        all.set(rest.get(i), others.get(i));
      }
      return all;
    }
  }

  /**
   * That events of a step are those of a part.
   *
   * @param step of the chain's rule
   * @param own the same among the steps of the part's rule
   * @param group what of the event tells the part's groups apart
   * @param value what the part aggregates, by its place in {@link Rule#values}; -1 if nothing. Of
   *     an event that is several steps that of the first counts that has one
   */
  public record Use(int step, int own, List<GroupValue> group, int value) {
    public Use {
      group = List.copyOf(group);
    }
  }

  /** A value of {@link Rule#values}, and whether events without it belong together. */
  public record GroupValue(int value, boolean optional) {}

  /**
   * That findings of a part before it are events of a part.
   *
   * @param kind which of the steps of the part's rule they are
   * @param group what tells the part's groups apart
   * @param value what the part aggregates, of several their combination; empty if nothing
   */
  public record Source(int part, int kind, List<FoundValue> group, List<FoundValue> value) {
    public Source {
      group = List.copyOf(group);
      value = List.copyOf(value);
    }
  }

  /**
   * What a finding has.
   *
   * @param place among the keys of the part that found it; or in {@link Rule#values} of the event
   * @param optional whether findings without it belong together; so do those without a key
   */
  public record FoundValue(boolean ofEvent, int place, boolean optional) {}

  private final List<Rule.Step> steps = new ArrayList<>();
  private final List<Expression> values = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();

  private ChainPlan() {}

  static ChainPlan of(LivePattern live, Detection.Chain chain) {
    ChainPlan plan = new ChainPlan();
    Rule outermost = alone(live, chain.outer(), live.pattern().suppression());
    List<Integer> common =
        IntStream.range(0, keys(outermost, chain.links()))
            .filter(key -> isCommon(chain.links(), key))
            .boxed()
            .toList();
    plan.add("", outermost, chain.links(), common, true);
    if (plan.steps.isEmpty()) {
      throw new IllegalArgumentException(outermost + " has no event");
    }
    return plan;
  }

  private static Rule alone(
      LivePattern live, Detection detection, Pattern.@Nullable Suppression suppression) {
    return Rule.of(LivePattern.always(live.pattern().withDetection(detection, suppression)));
  }

  /** Whether each detection within has the key itself. */
  private static boolean isCommon(List<Detection.Link> links, int key) {
    return links.stream()
        .allMatch(
            link ->
                link.keys().get(key) instanceof Detection.FoundField.OfKey its
                    && (!(link.detection() instanceof Detection.Chain within)
                        || isCommon(within.links(), its.place())));
  }

  private static int placeOf(Detection.FoundField common) {
    return ((Detection.FoundField.OfKey) common).place();
  }

  /** How many keys the detection has. */
  private static int keys(Rule alone, List<Detection.Link> links) {
    List<Integer> sizes =
        Stream.concat(
                alone.steps().stream()
                    .filter(step -> !step.events().equals(EventSelector.NONE))
                    .map(step -> step.keys().size()),
                links.stream().map(link -> link.keys().size()))
            .distinct()
            .toList();
    if (sizes.size() != 1) {
      throw new IllegalArgumentException(alone + " has events of " + sizes + " keys");
    }
    return sizes.get(0);
  }

  /** Its number among the parts: those that it takes findings of come before it. */
  private int add(
      String name, Rule alone, List<Detection.Link> links, List<Integer> given, boolean shown) {
    List<Integer> rest =
        IntStream.range(0, keys(alone, links)).filter(key -> !given.contains(key)).boxed().toList();
    List<Source> sources = new ArrayList<>();
    for (Detection.Link link : links) {
      Detection detection = link.detection();
      List<Detection.Link> further = List.of();
      if (detection instanceof Detection.Chain chain) {
        detection = chain.outer();
        further = chain.links();
      }
      int part =
          add(
              link.name(),
              alone(alone.live(), detection, null),
              further,
              given.stream().map(key -> placeOf(link.keys().get(key))).toList(),
              shown && isShown(alone.pattern().detection(), link.kind()));
      sources.add(
          new Source(
              part,
              link.kind(),
              rest.stream().map(key -> foundValue(link.keys().get(key))).toList(),
              link.value().stream().map(this::foundValue).toList()));
    }
    List<Use> uses = new ArrayList<>();
    for (int own = 0; own < alone.steps().size(); own++) {
      Rule.Step step = alone.steps().get(own);
      if (!step.events().equals(EventSelector.NONE)) {
        uses.add(
            new Use(
                steps.size(),
                own,
                rest.stream().map(key -> groupValue(step.keys().get(key))).toList(),
                alone.values().isEmpty() ? -1 : value(valueOf(alone, own))));
        steps.add(
            new Rule.Step(
                step.events(),
                given.stream().map(step.keys()::get).toList(),
                shown && step.shown()));
      }
    }
    parts.add(new Part(name, alone, uses, sources, given, rest));
    return parts.size() - 1;
  }

  /** What it aggregates of the events of a step. */
  private static Expression valueOf(Rule alone, int step) {
    Expression its =
        alone.pattern().detection() instanceof Detection.Threshold threshold
            ? threshold.selections().get(step).value()
            : null;
    return its == null ? alone.values().get(0) : its;
  }

  private static boolean isShown(Detection outer, int kind) {
    return !(outer instanceof Detection.Temporal temporal && temporal.kinds().get(kind).missing());
  }

  private GroupValue groupValue(Key key) {
    return new GroupValue(value(key.value()), key.optional());
  }

  private FoundValue foundValue(Detection.FoundField field) {
    if (field instanceof Detection.FoundField.OfKey key) {
      return new FoundValue(false, key.place(), true);
    }
    Key key = ((Detection.FoundField.OfEvent) field).key();
    return new FoundValue(true, value(key.value()), key.optional());
  }

  private int value(Expression expression) {
    int known = values.indexOf(expression);
    if (known >= 0) {
      return known;
    }
    values.add(expression);
    return values.size() - 1;
  }

  /** Each behind those whose findings it takes; the outermost is the last. */
  public List<Part> parts() {
    return Collections.unmodifiableList(parts);
  }

  /** The last part. */
  public Part outermost() {
    return parts.get(parts.size() - 1);
  }

  /** Of the outermost detection's keys. */
  List<String> keyNames() {
    Part outermost = outermost();
    return IntStream.range(0, outermost.given().size() + outermost.rest().size())
        .mapToObj(key -> nameOfKey(outermost, key))
        .toList();
  }

  private String nameOfKey(Part part, int key) {
    int given = part.given().indexOf(key);
    if (given >= 0) {
      return Rule.nameOf(steps.get(0).keys().get(given).value());
    }
    if (!part.uses().isEmpty()) {
      Rule.Step step = part.rule().steps().get(part.uses().get(0).own());
      return Rule.nameOf(step.keys().get(key).value());
    }
    Source source = part.sources().get(0);
    FoundValue its = source.group().get(part.rest().indexOf(key));
    return its.ofEvent()
        ? Rule.nameOf(values.get(its.place()))
        : nameOfKey(parts.get(source.part()), its.place());
  }

  /** Of all parts. */
  List<Rule.Step> steps() {
    return steps;
  }

  /** What they ask of events besides. */
  List<Expression> values() {
    return values;
  }

  /** The name of the detection whose step this is. */
  public String nameOf(int step) {
    return parts.stream()
        .filter(part -> part.uses().stream().anyMatch(use -> use.step() == step))
        .map(Part::name)
        .findFirst()
        .orElseThrow();
  }

  /** Those without which an event is not this step. */
  List<Integer> valuesOf(int step) {
    List<Integer> needed = new ArrayList<>();
    for (Part part : parts) {
      for (Use use : part.uses()) {
        if (use.step() == step) {
          use.group().stream().filter(g -> !g.optional()).forEach(g -> needed.add(g.value()));
          if (use.value() >= 0) {
            needed.add(use.value());
          }
        }
      }
    }
    return needed;
  }
}

package io.millrace.cli.patterns;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.cli.CommandFailure;
import io.millrace.cli.TopicReader;
import io.millrace.config.ConfigException;
import io.millrace.config.ConfigFile;
import io.millrace.config.Suggestion;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.patterns.definition.PatternDefinition;
import io.millrace.patterns.definition.PatternTest;
import io.millrace.patterns.definition.PatternText;
import io.millrace.patterns.model.Pattern;
import io.millrace.patterns.sigma.SigmaDefinition;
import io.millrace.patterns.sigma.SigmaRules;
import io.millrace.patterns.sigma.SigmaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The compacted topic {@code patterns}, which the detect job follows: id to the file's text; and
 * {@code patterns.live}, in which that job says what became of it.
 */
public final class PatternTopics {

  private final MillraceConfig config;
  private final Properties client;
  private final String patterns;
  private final String live;

  /** Of the deployment. */
  public PatternTopics(MillraceConfig config) {
    this.config = config;
    client = config.kafka().clientProperties();
    patterns = config.outbound().patterns();
    live = config.outbound().patternVersions();
  }

  /**
   * A pattern that may be written.
   *
   * @param rule if it is one of Sigma
   */
  public record Checked(Path file, Pattern pattern, String text, @Nullable SigmaDefinition rule) {

    private static Checked of(SigmaDefinition rule) {
      return new Checked(rule.file(), rule.pattern(), rule.text(), rule);
    }

    /** Null if nothing new is to be written where that is known. */
    private @Nullable Checked behind(String knownText, @Nullable Pattern known) {
      if (text.equals(knownText)) {
        return null;
      }
      return rule == null || known == null
          ? this
          : rule.behind(known).map(Checked::of).orElse(null);
    }
  }

  /**
   * Reads files as the job will: without variables, since who may write patterns need not be who
   * may read secrets. Their tests have to pass.
   */
  public static List<Checked> check(List<Path> files, SigmaSettings settings, boolean tested) {
    List<Checked> checked = new ArrayList<>();
    List<Path> ofSigma = new ArrayList<>();
    for (Path file : files) {
      String text = read(file);
      if (PatternSet.isSigma(file)) {
        ofSigma.add(file);
      } else {
        checked.add(check(file, text, tested));
      }
    }
    SigmaRules rules = SigmaRules.load(ofSigma, settings);
    if (!rules.refusals().isEmpty()) {
      throw new CommandFailure(rules.refusals().get(0).toString());
    }
    for (SigmaDefinition rule : rules.definitions()) {
      requireRunnable(rule.file(), rule.pattern());
      checked.add(Checked.of(rule));
    }
    return checked;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(file + " does not exist; name a file of a pattern", e);
    } catch (IOException e) {
      throw new CommandFailure(file + " cannot be read; name a file of a pattern (" + e + ")", e);
    }
  }

  private static void requireRunnable(Path file, Pattern pattern) {
    String problem = PatternSet.problem(pattern);
    if (!problem.isEmpty()) {
      throw new ConfigException(file + ": " + problem);
    }
  }

  private static Checked check(Path file, String text, boolean tested) {
    PatternDefinition definition = PatternDefinition.of(ConfigFile.parseForeign(file, text));
    requireRunnable(file, definition.pattern());
    if (tested) {
      for (PatternTest test : definition.tests()) {
        if (!TestRun.of(definition.pattern(), test).passed()) {
          throw new CommandFailure(
              file
                  + ": its test '"
                  + test.name()
                  + "' fails; ./millrace pattern test "
                  + file
                  + " shows why, --untested writes it nevertheless");
        }
      }
    }
    return new Checked(file, definition.pattern(), text, null);
  }

  /** Writes what is new; returns a line for each file. Nothing is written if one is refused. */
  public List<String> put(List<Checked> files) {
    boolean created = ensure();
    Map<String, String> before = read(patterns);
    Map<String, byte @Nullable []> changed = new TreeMap<>();
    List<String> lines = new ArrayList<>();
    if (created) {
      lines.add("created topic " + patterns);
    }
    for (Checked given : files) {
      String id = given.pattern().id();
      String text = before.getOrDefault(id, "");
      Pattern known = pattern(id, text);
      Checked file = given.behind(text, known);
      if (file == null) {
        int version = known == null ? given.pattern().version() : known.version();
        lines.add("unchanged " + id + " version " + version);
        continue;
      }
      requireLateness(file);
      int version = file.pattern().version();
      if (known != null && version <= known.version()) {
        throw new CommandFailure(
            file.file()
                + ": version "
                + known.version()
                + " of '"
                + id
                + "' is there with other contents; raise version to "
                + (known.version() + 1));
      }
      if (changed.put(id, file.text().getBytes(UTF_8)) != null) {
        throw new CommandFailure(file.file() + ": id '" + id + "' is in two of the files");
      }
      lines.add("put " + id + " version " + version);
    }
    write(changed);
    return lines;
  }

  private void requireLateness(Checked file) {
    Duration lateness = file.pattern().lateness();
    if (lateness.compareTo(config.detect().lateness()) > 0) {
      throw new CommandFailure(
          file.file()
              + ": lateness: is "
              + lateness.toSeconds()
              + " s, and the job waits for "
              + config.detect().lateness().toSeconds()
              + " s; write less, or raise detect.lateness");
    }
  }

  /** Writes that there is no such pattern any more. */
  public void delete(String id) {
    require(patterns);
    Map<String, String> known = read(patterns);
    if (!known.containsKey(id)) {
      throw new CommandFailure(
          "topic "
              + patterns
              + " has no pattern '"
              + id
              + "'"
              + Suggestion.hint(id, known.keySet())
              + " ./millrace pattern list shows those there are");
    }
    Map<String, byte @Nullable []> removed = new TreeMap<>();
    removed.put(id, null);
    write(removed);
  }

  /**
   * A version and what became of it.
   *
   * @param status {@code waiting} until the job has said something else
   * @param from event time; empty for always, as is {@code until}
   */
  public record Version(
      String id, int version, String status, String from, String until, String error) {}

  /** By id and version, the refused last. */
  public List<Version> list() {
    Map<String, String> definitions;
    Map<String, String> told;
    try (KafkaTopics kafka = KafkaTopics.connect(client)) {
      boolean anything = kafka.names().contains(patterns) || kafka.names().contains(live);
      if (!anything) {
        throw new CommandFailure(
            "topic "
                + patterns
                + " does not exist; ./millrace pattern put FILE makes it, or the job detect");
      }
      definitions = kafka.names().contains(patterns) ? read(patterns) : Map.of();
      told = kafka.names().contains(live) ? read(live) : Map.of();
    }
    List<Version> versions = new ArrayList<>();
    told.values().forEach(record -> add(record, versions));
    definitions.forEach(
        (id, text) -> {
          Pattern pattern = pattern(id, text);
          int version = pattern == null ? 0 : pattern.version();
          boolean known =
              versions.stream()
                  .anyMatch(
                      each ->
                          each.id().equals(id)
                              && (each.version() == version || each.status().equals("refused")));
          if (!known) {
            versions.add(new Version(id, version, "waiting", "", "", ""));
          }
        });
    versions.sort(
        Comparator.comparing(Version::id)
            .thenComparing(each -> each.status().equals("refused"))
            .thenComparing(Version::version));
    return versions;
  }

  private static void add(String record, List<Version> versions) {
    try {
      JsonNode json = EventJson.read(record);
      versions.add(
          new Version(
              json.path("id").asText(),
              json.path("version").asInt(),
              json.path("status").asText(),
              json.path("holds_from").asText(""),
              json.path("holds_until").asText(""),
              json.path("error").asText("")));
    } catch (JsonProcessingException foreign) {
      // Whoever wrote it, it was not the job.
    }
  }

  /** Null of what is no pattern: anything may take its place. */
  private static @Nullable Pattern pattern(String id, String text) {
    try {
      return PatternText.read(id, text);
    } catch (ConfigException e) {
      return null;
    }
  }

  private void require(String topic) {
    try (KafkaTopics kafka = KafkaTopics.connect(client)) {
      kafka.require(topic, "./millrace pattern put FILE makes it");
    }
  }

  /** Whether it had to be made. */
  private boolean ensure() {
    try (KafkaTopics kafka = KafkaTopics.connect(client)) {
      if (!kafka.names().contains(patterns)) {
        kafka.ensure(patterns, config.topics());
        return true;
      }
    }
    try (Admin admin = Admin.create(client)) {
      requireCompacted(admin);
      return false;
    } catch (ExecutionException e) {
      throw failure("described", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** With another policy patterns would be forgotten. */
  private void requireCompacted(Admin admin) throws ExecutionException, InterruptedException {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, patterns);
    Config settings = admin.describeConfigs(List.of(topic)).all().get().get(topic);
    ConfigEntry entry = settings == null ? null : settings.get(TopicConfig.CLEANUP_POLICY_CONFIG);
    String policy = entry == null ? TopicConfig.CLEANUP_POLICY_COMPACT : entry.value();
    if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new CommandFailure(
          "topic "
              + patterns
              + " has cleanup.policy="
              + policy
              + ", which would forget patterns; run kafka-configs.sh --bootstrap-server "
              + config.kafka().bootstrapServers()
              + " --alter --topic "
              + patterns
              + " --add-config cleanup.policy=compact");
    }
  }

  /** The last value of each key; of an empty one nothing. */
  private Map<String, String> read(String topic) {
    Map<String, String> values = new TreeMap<>();
    try (TopicReader reader = new TopicReader(client)) {
      reader.follow(List.of(topic));
      Map<TopicPartition, Long> ends = reader.ends();
      while (!reader.reached(ends)) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll()) {
          if (record.key() == null) {
            continue;
          }
          String key = new String(record.key(), UTF_8);
          if (record.value() == null) {
            values.remove(key);
          } else {
            values.put(key, new String(record.value(), UTF_8));
          }
        }
      }
    }
    return values;
  }

  private void write(Map<String, byte @Nullable []> values) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put("acks", "all");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (Map.Entry<String, byte @Nullable []> each : values.entrySet()) {
        byte[] key = each.getKey().getBytes(UTF_8);
        producer.send(new ProducerRecord<>(patterns, key, each.getValue())).get();
      }
    } catch (ExecutionException | KafkaException e) {
      throw failure("written", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private CommandFailure failure(String what, Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new CommandFailure(
        "topic " + patterns + " can't be " + what + ": " + cause.getMessage(), e);
  }

  private static CommandFailure interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new CommandFailure("interrupted while waiting for Kafka", e);
  }
}

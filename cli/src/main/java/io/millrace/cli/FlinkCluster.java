package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.stack.LocalStack;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the verbs ask of Flink's REST interface. */
public final class FlinkCluster {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
  private static final int ATTEMPTS = 3;
  private static final Duration ASK_EVERY = Duration.ofMillis(250);
  private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(ANSWER_WITHIN)
          .build();
  private final String url;

  FlinkCluster(String url) {
    this.url = url;
  }

  public static FlinkCluster of(LocalStack stack) {
    return new FlinkCluster(stack.flinkRestUrl());
  }

  /** One job that the cluster knows of, running or ended. */
  public record JobSummary(String id, String name, String state, Instant started) {

    public boolean ended() {
      return ENDED.contains(state);
    }
  }

  public String url() {
    return url;
  }

  public String jobUrl(String id) {
    return url + "/#/job/running/" + id + "/overview";
  }

  /** Newest first. */
  public List<JobSummary> jobs() {
    List<JobSummary> jobs = new ArrayList<>();
    for (JsonNode job : get("/jobs/overview").path("jobs")) {
      jobs.add(
          new JobSummary(
              job.path("jid").asText(),
              job.path("name").asText(),
              job.path("state").asText(),
              Instant.ofEpochMilli(job.path("start-time").asLong())));
    }
    jobs.sort((a, b) -> b.started().compareTo(a.started()));
    return jobs;
  }

  /** The job of that name that has not ended. */
  public Optional<JobSummary> running(String name) {
    return jobs().stream().filter(job -> job.name().equals(name) && !job.ended()).findFirst();
  }

  /** Returns when every task of the job runs; fails with the job's own words when it ends first. */
  public void awaitRunning(String id, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    String state = "";
    while (System.nanoTime() < deadline) {
      JsonNode job = get("/jobs/" + id);
      state = job.path("state").asText();
      if (ENDED.contains(state)) {
        throw new CommandFailure(
            "the job ended as "
                + state
                + ": "
                + rootCause(id)
                + "; its log: ./millrace logs"
                + " taskmanager");
      }
      if (state.equals("RUNNING") && allTasksRun(job)) {
        return;
      }
      Pause.of(ASK_EVERY);
    }
    JsonNode cluster = get("/overview");
    throw new CommandFailure(
        "the job is still %s after %d s; TaskManagers: %d, free slots: %d, last failure: %s; %s"
            .formatted(
                state,
                patience.toSeconds(),
                cluster.path("taskmanagers").asInt(),
                cluster.path("slots-available").asInt(),
                rootCause(id),
                jobUrl(id)));
  }

  private static boolean allTasksRun(JsonNode job) {
    for (JsonNode vertex : job.path("vertices")) {
      if (!Set.of("RUNNING", "FINISHED").contains(vertex.path("status").asText())) {
        return false;
      }
    }
    return true;
  }

  /** The innermost line of what made the job fail. */
  public String rootCause(String id) {
    String trace = "no exception is known";
    for (JsonNode entry : get("/jobs/" + id + "/exceptions").at("/exceptionHistory/entries")) {
      trace = entry.path("stacktrace").asText();
      break;
    }
    String cause = trace.lines().findFirst().orElse(trace);
    for (String line : trace.lines().toList()) {
      if (line.startsWith("Caused by: ")) {
        cause = line.substring("Caused by: ".length());
      }
    }
    return cause;
  }

  /** How many failures of a job are known. */
  public int failures(String id) {
    return get("/jobs/" + id + "/exceptions").at("/exceptionHistory/entries").size();
  }

  public int completedCheckpoints(String id) {
    return get("/jobs/" + id + "/checkpoints").at("/counts/completed").asInt();
  }

  /** All state of the newest completed checkpoint, in bytes; 0 without one. */
  public long stateBytes(String id) {
    return get("/jobs/" + id + "/checkpoints").at("/latest/completed/state_size").asLong();
  }

  /** How often the job went on from a checkpoint. */
  public int restoredCheckpoints(String id) {
    return get("/jobs/" + id + "/checkpoints").at("/counts/restored").asInt();
  }

  /** A counter or gauge of ours, summed over all tasks of the job that know it. */
  public long counter(String id, String name) {
    long sum = 0;
    for (JsonNode vertex : get("/jobs/" + id).path("vertices")) {
      String metrics = "/jobs/" + id + "/vertices/" + vertex.path("id").asText() + "/metrics";
      List<String> wanted = new ArrayList<>();
      for (JsonNode metric : get(metrics)) {
        String metricId = metric.path("id").asText();
        if (metricId.endsWith(".millrace." + name)) {
          wanted.add(metricId);
        }
      }
      if (!wanted.isEmpty()) {
        String ids = String.join(",", wanted);
        for (JsonNode metric : get(metrics + "?get=" + encoded(ids))) {
          sum += metric.path("value").asLong();
        }
      }
    }
    return sum;
  }

  /** RUNNING, FAILED and so on. */
  public String state(String id) {
    return get("/jobs/" + id).path("state").asText();
  }

  public void cancel(String id) {
    send(
        HttpRequest.newBuilder(URI.create(url + "/jobs/" + id + "?mode=cancel"))
            .method("PATCH", BodyPublishers.noBody()));
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (System.nanoTime() < deadline) {
      if (ENDED.contains(get("/jobs/" + id).path("state").asText())) {
        return;
      }
      Pause.of(ASK_EVERY);
    }
    throw new CommandFailure("the job is still being cancelled after 60 s: " + jobUrl(id));
  }

  /** Returns where the savepoint is; the job goes on. */
  public String savepoint(String id, Duration patience) {
    return savepoint(id, "/savepoints", "{\"cancel-job\":false}", patience);
  }

  /** The same, and the job ends with it: all that the savepoint counts as written is committed. */
  public String stopWithSavepoint(String id, Duration patience) {
    return savepoint(id, "/stop", "{\"drain\":false}", patience);
  }

  private String savepoint(String id, String verb, String body, Duration patience) {
    JsonNode trigger =
        send(
            HttpRequest.newBuilder(URI.create(url + "/jobs/" + id + verb))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    String request = "/jobs/" + id + "/savepoints/" + trigger.path("request-id").asText();
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode answer = get(request);
      if (answer.at("/status/id").asText().equals("COMPLETED")) {
        JsonNode operation = answer.path("operation");
        if (operation.has("location")) {
          return operation.path("location").asText();
        }
        throw new CommandFailure(
            "the savepoint failed: "
                + operation
                    .at("/failure-cause/stack-trace")
                    .asText()
                    .lines()
                    .findFirst()
                    .orElse(""));
      }
      Pause.of(ASK_EVERY);
    }
    throw new CommandFailure(
        "the savepoint is not there after " + patience.toSeconds() + " s: " + jobUrl(id));
  }

  private JsonNode get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)).GET());
  }

  private JsonNode send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = answer(request.timeout(ANSWER_WITHIN).build());
      if (response.statusCode() >= 300) {
        throw new CommandFailure(
            "Flink at " + url + " answers " + response.statusCode() + ": " + response.body());
      }
      return response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
    } catch (IOException e) {
      throw new CommandFailure(
          "Flink does not answer at " + url + "; ./millrace status shows the stack", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while asking Flink at " + url, e);
    }
  }

  /** A machine with all its hands full may need to be asked again. */
  private HttpResponse<String> answer(HttpRequest request)
      throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return client.send(request, BodyHandlers.ofString());
      } catch (HttpTimeoutException e) {
        if (attempt == ATTEMPTS || !request.method().equals("GET")) {
          throw e;
        }
      }
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}

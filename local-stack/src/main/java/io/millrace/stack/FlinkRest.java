package io.millrace.stack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The few questions a stack asks Flink over HTTP. */
record FlinkRest(StackPlan plan) {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  private static final Pattern SLOTS = Pattern.compile("\"slotsNumber\"\\s*:\\s*(\\d+)");

  void requireLeader() throws IOException, InterruptedException {
    get(url("/overview"));
  }

  void requireSlots(String taskManagerId, int slots) throws IOException, InterruptedException {
    String answer = get(url("/taskmanagers/" + taskManagerId));
    Matcher matcher = SLOTS.matcher(answer);
    if (!matcher.find() || Integer.parseInt(matcher.group(1)) != slots) {
      throw new IOException("%s has not registered its %d slots".formatted(taskManagerId, slots));
    }
  }

  private String url(String path) {
    return "http://" + plan.address(Port.FLINK) + path;
  }

  static String get(String url) throws IOException, InterruptedException {
    HttpResponse<String> response =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("%s answers %d".formatted(url, response.statusCode()));
    }
    return response.body();
  }
}

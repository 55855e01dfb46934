package io.millrace.jobs.detect.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import io.millrace.jobs.common.Webhook;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real server with a certificate for {@code receiver.test}, a name that nobody has. */
class HttpPostTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration IMPATIENCE = Duration.ofMillis(300);
  private static final String LOOPBACK = "127.0.0.0/8";
  private static final byte[] BODY = "{\"é\":1}".getBytes(UTF_8);

  @TempDir private static Path folder;
  private static SSLContext tls;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ThreadTimer timer = new ThreadTimer(Thread::new);
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger questions = new AtomicInteger();
  private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private HttpsServer server;

  private record Received(
      String line, Map<String, List<String>> headers, String body, List<String> names) {}

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path file = folder.resolve("receiver.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "receiver",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=receiver.test",
                "-ext",
                "SAN=dns:receiver.test",
                "-storetype",
                "PKCS12",
                "-storepass",
                "for-tests",
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, "for-tests".toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "for-tests".toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("receiver", store.getCertificate("receiver"));
    trust.init(trusted);
    tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
  }

  @BeforeEach
  void start() throws Exception {
    server = HttpsServer.create(local(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(threads);
    server.createContext("/", this::take);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    end.countDown();
    server.stop(0);
    timer.close();
    threads.shutdownNow();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void request_isWhatWasAsked() throws Exception {
    Answer answer =
        post(at("127.0.0.1"))
            .send(
                Webhooks.at(url("/a%20b?c=%0D%0A"), PATIENCE, LOOPBACK),
                Map.of("webhook-id", "a1"),
                BODY);

    assertThat(answer).isEqualTo(new Answer(200, null));
    Received got = received.remove();
    assertThat(got.line()).isEqualTo("POST /a%20b?c=%0D%0A HTTP/1.1");
    assertThat(got.body()).isEqualTo("{\"é\":1}");
    assertThat(got.headers())
        .containsEntry("Host", List.of("receiver.test:" + server.getAddress().getPort()))
        .containsEntry("Webhook-id", List.of("a1"))
        .containsEntry("Content-length", List.of("8"))
        .containsEntry("Connection", List.of("close"));
    assertThat(got.names()).containsExactly("receiver.test");
  }

  @Test
  void plainHttp_isSpokenToAPlainUrl() throws Exception {
    HttpServer plain = HttpServer.create(local(), 0);
    plain.createContext("/", this::take);
    plain.start();
    try {
      Webhook webhook =
          Webhooks.at("http://receiver.test:" + plain.getAddress().getPort(), PATIENCE, LOOPBACK);

      assertThat(post(at("127.0.0.1")).send(webhook, Map.of(), BODY).status()).isEqualTo(200);
      assertThat(received.remove().line()).isEqualTo("POST / HTTP/1.1");
    } finally {
      plain.stop(0);
    }
  }

  @Test
  void certificateOfAnotherName_isRefused() {
    Webhook other =
        Webhooks.at(
            "https://other.test:" + server.getAddress().getPort() + "/", PATIENCE, LOOPBACK);

    assertThatThrownBy(() -> post(at("127.0.0.1")).send(other, Map.of(), BODY))
        .isInstanceOf(SSLHandshakeException.class);
    assertThat(received).isEmpty();
  }

  /** The certificate has no address in it. */
  @Test
  void certificateOfAName_isNotOneOfItsAddress() {
    Webhook address =
        Webhooks.at("https://127.0.0.1:" + server.getAddress().getPort() + "/", PATIENCE, LOOPBACK);

    assertThatThrownBy(() -> post(at("127.0.0.1")).send(address, Map.of(), BODY))
        .isInstanceOf(SSLHandshakeException.class);
    assertThat(received).isEmpty();
  }

  @Test
  void certificateOfNoAuthority_isRefused() {
    HttpPost strict =
        new HttpPost(at("127.0.0.1"), (SSLSocketFactory) SSLSocketFactory.getDefault(), timer);

    assertThatThrownBy(() -> strict.send(Webhooks.at(url("/"), PATIENCE, LOOPBACK), Map.of(), BODY))
        .isInstanceOf(SSLHandshakeException.class);
    assertThat(received).isEmpty();
  }

  @Test
  void privateAddress_isNotCalled() {
    assertThatThrownBy(
            () -> post(at("127.0.0.1")).send(Webhooks.at(url("/"), PATIENCE), Map.of(), BODY))
        .isInstanceOf(AddressRefused.class)
        .hasMessage(
            "receiver.test leads to 127.0.0.1, which is not public and not in allowed_networks");
    assertThat(received).isEmpty();
  }

  /** By the resolver of the system, which needs no server for these. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "2130706433",
        "0",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::]"
      })
  void privateAddressInAnySpelling_isNotCalled(String host) {
    Webhook webhook =
        Webhooks.at("https://" + host + ":" + server.getAddress().getPort() + "/", PATIENCE);

    assertThatThrownBy(() -> post(InetAddress::getAllByName).send(webhook, Map.of(), BODY))
        .isInstanceOf(AddressRefused.class);
    assertThat(received).isEmpty();
  }

  /** One private address among others would be tried if the others did not answer. */
  @Test
  void privateAddressAmongOthers_refusesAll() {
    assertThatThrownBy(
            () ->
                post(at("127.0.0.1", "10.0.0.1"))
                    .send(Webhooks.at(url("/"), PATIENCE, LOOPBACK), Map.of(), BODY))
        .isInstanceOf(AddressRefused.class)
        .hasMessageContaining("10.0.0.1");
    assertThat(received).isEmpty();
  }

  /** The answer that was checked is the one that is used: there is no second question. */
  @Test
  void nameThatChangesItsAnswer_isAskedOncePerRequest() throws Exception {
    HttpPost post =
        post(
            host ->
                InetAddress.getAllByName(
                    questions.getAndIncrement() == 0 ? "127.0.0.1" : "169.254.169.254"));
    Webhook webhook = Webhooks.at(url("/"), PATIENCE, LOOPBACK);

    assertThat(post.send(webhook, Map.of(), BODY).status()).isEqualTo(200);
    assertThat(questions).hasValue(1);
    assertThat(received.remove().headers().get("Host").get(0)).startsWith("receiver.test:");

    assertThatThrownBy(() -> post.send(webhook, Map.of(), BODY))
        .isInstanceOf(AddressRefused.class)
        .hasMessageContaining("169.254.169.254");
    assertThat(questions).hasValue(2);
    assertThat(received).isEmpty();
  }

  @Test
  void addressThatDoesNotAnswer_leavesTimeForTheNext() throws Exception {
    Webhook webhook = Webhooks.at(url("/"), Duration.ofSeconds(10), LOOPBACK);

    assertThat(post(at("127.0.0.2", "127.0.0.1")).send(webhook, Map.of(), BODY).status())
        .isEqualTo(200);
  }

  @Test
  void redirect_isNotFollowed() throws Exception {
    server.createContext("/metadata", this::take);
    server.createContext(
        "/moved",
        exchange -> {
          exchange
              .getResponseHeaders()
              .add("Location", "https://127.0.0.1:" + server.getAddress().getPort() + "/metadata");
          finish(exchange, 307);
        });

    Answer answer =
        post(at("127.0.0.1")).send(Webhooks.at(url("/moved"), PATIENCE, LOOPBACK), Map.of(), BODY);

    assertThat(answer.status()).isEqualTo(307);
    assertThat(received).isEmpty();
  }

  @Test
  void slowReceiver_isLeftWhenTheTimeIsOver() {
    server.createContext(
        "/slow",
        exchange -> {
          await(end);
          finish(exchange, 200);
        });

    assertThatThrownBy(
            () ->
                post(at("127.0.0.1"))
                    .send(Webhooks.at(url("/slow"), IMPATIENCE, LOOPBACK), Map.of(), BODY))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("no answer within 300 ms");
  }

  /** The system accepts the connection, and nobody speaks. */
  @Test
  void handshakeThatDoesNotEnd_isLeftWhenTheTimeIsOver() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, local().getAddress())) {
      Webhook webhook =
          Webhooks.at("https://receiver.test:" + silent.getLocalPort() + "/", IMPATIENCE, LOOPBACK);

      assertThatThrownBy(() -> post(at("127.0.0.1")).send(webhook, Map.of(), BODY))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void hugeAnswer_isNotRead() throws Exception {
    CountDownLatch brokenOff = new CountDownLatch(1);
    server.createContext(
        "/huge",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            while (end.getCount() > 0) {
              out.write(new byte[65_536]);
            }
          } catch (IOException e) {
            brokenOff.countDown();
          }
        });

    Answer answer =
        post(at("127.0.0.1")).send(Webhooks.at(url("/huge"), PATIENCE, LOOPBACK), Map.of(), BODY);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(brokenOff.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closedPort_isAFailedConnection() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, local().getAddress())) {
      port = free.getLocalPort();
    }
    Webhook webhook = Webhooks.at("https://receiver.test:" + port + "/", PATIENCE, LOOPBACK);

    assertThatThrownBy(() -> post(at("127.0.0.1")).send(webhook, Map.of(), BODY))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void unknownName_isAFailedConnection() {
    Webhook webhook = Webhooks.at(url("/"), PATIENCE, LOOPBACK);
    HttpPost post =
        post(
            host -> {
              throw new UnknownHostException(host);
            });

    assertThatThrownBy(() -> post.send(webhook, Map.of(), BODY))
        .isInstanceOf(UnknownHostException.class);
  }

  @Test
  void headerWithALineBreak_isNeverSent() {
    Webhook webhook = Webhooks.at(url("/"), PATIENCE, LOOPBACK);

    assertThatThrownBy(
            () -> post(at("127.0.0.1")).send(webhook, Map.of("webhook-id", "a\r\nb: c"), BODY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(received).isEmpty();
  }

  @Test
  void close_endsWhatIsUnderWay() throws Exception {
    CountDownLatch under = new CountDownLatch(1);
    server.createContext(
        "/slow",
        exchange -> {
          under.countDown();
          await(end);
          finish(exchange, 200);
        });
    HttpPost post = post(at("127.0.0.1"));
    Webhook webhook = Webhooks.at(url("/slow"), PATIENCE, LOOPBACK);
    CompletableFuture<Boolean> broken =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                post.send(webhook, Map.of(), BODY);
                return false;
              } catch (IOException e) {
                return true;
              }
            },
            threads);
    await(under);

    post.close();

    assertThat(broken.get(10, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> post.send(webhook, Map.of(), BODY)).hasMessageContaining("stopped");
  }

  private HttpPost post(Resolver resolver) {
    return new HttpPost(resolver, tls.getSocketFactory(), timer);
  }

  private static Resolver at(String... addresses) {
    return host -> {
      List<InetAddress> found = new ArrayList<>();
      for (String address : addresses) {
        found.add(InetAddress.getAllByName(address)[0]);
      }
      return found.toArray(InetAddress[]::new);
    };
  }

  private String url(String path) {
    return "https://receiver.test:" + server.getAddress().getPort() + path;
  }

  private void take(HttpExchange exchange) throws IOException {
    List<String> names = new ArrayList<>();
    if (exchange instanceof HttpsExchange secure
        && secure.getSSLSession() instanceof ExtendedSSLSession session) {
      session
          .getRequestedServerNames()
          .forEach(name -> names.add(new String(name.getEncoded(), UTF_8)));
    }
    received.add(
        new Received(
            exchange.getRequestMethod()
                + " "
                + exchange.getRequestURI()
                + " "
                + exchange.getProtocol(),
            Map.copyOf(exchange.getRequestHeaders()),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8),
            names));
    finish(exchange, 200);
  }

  private static void finish(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static InetSocketAddress local() throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getAllByName("127.0.0.1")[0], 0);
  }
}

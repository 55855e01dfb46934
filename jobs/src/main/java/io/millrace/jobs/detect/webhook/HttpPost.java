package io.millrace.jobs.detect.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.jobs.common.Webhook;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One request on a connection of its own, to exactly the addresses that were checked.
 *
 * <p>A client that takes a URL resolves the name again after any check, and a name's owner can
 * answer otherwise by then (DNS rebinding). Here the name is resolved once, and then serves for the
 * certificate and the header {@code Host} only. Nothing of the answer is followed, and no proxy of
 * the JVM is used, since that would choose the address.
 */
final class HttpPost implements Post {

  private final Resolver resolver;
  private final SSLSocketFactory tls;
  private final Timer timer;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  HttpPost(Resolver resolver, SSLSocketFactory tls, Timer timer) {
    this.resolver = resolver;
    this.tls = tls;
    this.timer = timer;
  }

  @Override
  public Answer send(Webhook webhook, Map<String, String> headers, byte[] body) throws IOException {
    URI url = webhook.url();
    long timeoutMillis = webhook.timeout().toMillis();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    byte[] request = request(url, headers, body);
    List<InetAddress> addresses = checked(webhook);
    IOException problem = new IOException(name(url) + " has no address");
    for (int i = 0; i < addresses.size(); i++) {
      long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (leftMillis <= 0) {
        throw late(timeoutMillis);
      }
      // Not new Socket(): that would go through a SOCKS proxy that the JVM may have been given.
      Socket socket = new Socket(Proxy.NO_PROXY);
      AtomicBoolean late = new AtomicBoolean();
      Runnable calledOff =
          timer.after(
              leftMillis,
              () -> {
                late.set(true);
                close(socket);
              });
      open.add(socket);
      try {
        if (closed) {
          throw new IOException("the job is being stopped");
        }
        try {
          // One address that swallows packets must leave time for the others.
          int connectMillis = Math.toIntExact(leftMillis / (addresses.size() - i));
          socket.connect(
              new InetSocketAddress(addresses.get(i), port(url)), Math.max(1, connectMillis));
        } catch (IOException unreachable) {
          problem = unreachable;
          continue;
        }
        return exchange(socket, url, request);
      } catch (IOException e) {
        // What fails because the alarm has closed the socket says little.
        throw late.get() ? late(timeoutMillis) : e;
      } finally {
        calledOff.run();
        close(socket);
        open.remove(socket);
      }
    }
    throw problem;
  }

  /** Ends what is under way. */
  void close() {
    closed = true;
    open.forEach(HttpPost::close);
  }

  private List<InetAddress> checked(Webhook webhook) throws IOException {
    List<InetAddress> addresses = List.of(resolver.resolve(name(webhook.url())));
    for (InetAddress address : addresses) {
      // One that is not allowed among others is no mistake of a public receiver.
      if (!AddressPolicy.allows(address, webhook.allowedNetworks())) {
        throw new AddressRefused(
            name(webhook.url())
                + " leads to "
                + address.getHostAddress()
                + ", which is not public and not in allowed_networks");
      }
    }
    return addresses;
  }

  private Answer exchange(Socket socket, URI url, byte[] request) throws IOException {
    Socket channel = isSecure(url) ? secured(socket, url) : socket;
    try {
      OutputStream out = channel.getOutputStream();
      out.write(request);
      out.flush();
      return AnswerHead.read(new BufferedInputStream(channel.getInputStream(), 1_024));
    } finally {
      close(channel);
    }
  }

  private SSLSocket secured(Socket socket, URI url) throws IOException {
    String name = name(url);
    SSLSocket secured = (SSLSocket) tls.createSocket(socket, name, socket.getPort(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (!name.contains(":") && !name.matches("[0-9.]+")) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  private static byte[] request(URI url, Map<String, String> headers, byte[] body) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    StringBuilder head =
        new StringBuilder("POST ")
            .append(path)
            .append(url.getRawQuery() == null ? "" : "?" + url.getRawQuery())
            .append(" HTTP/1.1\r\n");
    header(head, "Host", url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort());
    header(head, "Connection", "close");
    header(head, "User-Agent", "millrace");
    header(head, "Content-Length", Integer.toString(body.length));
    headers.forEach((name, value) -> header(head, name, value));
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.append("\r\n").toString().getBytes(US_ASCII));
    request.writeBytes(body);
    return request.toByteArray();
  }

  private static void header(StringBuilder head, String name, String value) {
    if (!value.matches("[ -~]*")) {
      throw new IllegalArgumentException("the header " + name + " can't be written");
    }
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static IOException late(long timeoutMillis) {
    return new SocketTimeoutException("no answer within " + timeoutMillis + " ms");
  }

  private static boolean isSecure(URI url) {
    return !"http".equalsIgnoreCase(url.getScheme());
  }

  private static int port(URI url) {
    return url.getPort() >= 0 ? url.getPort() : isSecure(url) ? 443 : 80;
  }

  /** The host; an IPv6 address without its brackets. */
  private static String name(URI url) {
    String host = url.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyBroken) {
      // Nothing is lost: the answer was read, or the request failed.
    }
  }
}

package io.millrace.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${env:NAME}}, {@code ${env:NAME:-default}} and {@code ${file:/path}} in a text.
 *
 * <p>Other {@code ${…}} stay as they are, since Keen's {@code ${keen.ip}} is a value of its own;
 * {@code $${env:NAME}} stands for the literal {@code ${env:NAME}}.
 */
final class References {

  private static final Pattern REFERENCE =
      Pattern.compile("\\$(\\$?)\\{(env|file):(.*?)(?::-(.*?))?}");

  /** For texts of those who may not read what references lead to: each is an error. */
  static final References NONE = new References(null);

  private final @Nullable UnaryOperator<@Nullable String> environment;

  References(@Nullable UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  /** A text that resolves to this one. */
  static String escape(String text) {
    return REFERENCE.matcher(text).replaceAll("\\$$0");
  }

  /** Tells of a reference that leads nowhere; the message fits after a path. */
  static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;

    Missing(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  String resolve(String written) throws Missing {
    Matcher matcher = REFERENCE.matcher(written);
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      boolean escaped = !matcher.group(1).isEmpty();
      String replacement = escaped ? matcher.group().substring(1) : value(matcher);
      matcher.appendReplacement(resolved, Matcher.quoteReplacement(replacement));
    }
    return matcher.appendTail(resolved).toString();
  }

  private String value(Matcher reference) throws Missing {
    if (environment == null) {
      throw new Missing(
          "the reference "
              + reference.group()
              + " is not resolved here; write the value itself, or $"
              + reference.group()
              + " for this text",
          null);
    }
    return reference.group(2).equals("env")
        ? variable(environment, reference.group(3), reference.group(4))
        : content(reference.group(3));
  }

  private static String variable(
      UnaryOperator<@Nullable String> environment, String name, @Nullable String fallback)
      throws Missing {
    String value = environment.apply(name);
    if (value != null) {
      return value;
    }
    if (fallback != null) {
      return fallback;
    }
    throw new Missing(
        "the environment variable "
            + name
            + " is not set; set it, or write ${env:"
            + name
            + ":-default}",
        null);
  }

  /** The file without the line break that editors and {@code echo} put at its end. */
  private static String content(String path) throws Missing {
    try {
      return Files.readString(Path.of(path)).stripTrailing();
    } catch (IOException | RuntimeException unreadable) {
      throw new Missing(
          "the file " + path + " cannot be read; put the value into it, or correct the path",
          unreadable);
    }
  }
}

package io.millrace.jobs.sql;

import io.millrace.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What is written behind {@link SqlScriptJob}.
 *
 * @param tables a directory of table files, or null for none
 * @param defines variables, by name
 */
public record SqlScriptOptions(
    Path config,
    @Nullable Path tables,
    Path file,
    Map<String, String> defines,
    OptionalInt parallelism) {

  private static final String USAGE =
      "usage: --config FILE --file SCRIPT [--tables DIR] [--define NAME=VALUE]… [--parallelism N]";

  /**
   * Reads the arguments; throws {@link ConfigException} with the usage when they are wrong. Without
   * {@code --tables}, a directory {@code tables} beside the script's own is taken if there is one.
   */
  public static SqlScriptOptions of(String... args) {
    Path config = null;
    Path tables = null;
    Path file = null;
    Map<String, String> defines = new LinkedHashMap<>();
    OptionalInt parallelism = OptionalInt.empty();
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new ConfigException(args[i] + " needs a value; " + USAGE);
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--config" -> config = Path.of(value);
        case "--tables" -> tables = Path.of(value);
        case "--file" -> file = Path.of(value);
        case "--define" -> define(defines, value);
        case "--parallelism" -> parallelism = OptionalInt.of(parallelism(value));
        default -> throw new ConfigException("unknown argument '" + args[i] + "'; " + USAGE);
      }
    }
    if (config == null || file == null) {
      throw new ConfigException((config == null ? "--config" : "--file") + " is missing; " + USAGE);
    }
    return new SqlScriptOptions(
        config, tables == null ? tablesBeside(file) : tables, file, defines, parallelism);
  }

  /** The script's name without ending: what its job is called after. */
  public String script() {
    return file.getFileName().toString().replaceFirst("\\.sql$", "");
  }

  private static @Nullable Path tablesBeside(Path file) {
    Path tables = file.toAbsolutePath().normalize().resolveSibling("../tables").normalize();
    return Files.isDirectory(tables) ? tables : null;
  }

  private static void define(Map<String, String> defines, String definition) {
    int equals = definition.indexOf('=');
    if (equals < 1) {
      throw new ConfigException(
          "--define " + definition + " has no name; write --define NAME=VALUE");
    }
    defines.put(definition.substring(0, equals), definition.substring(equals + 1));
  }

  private static int parallelism(String value) {
    try {
      int parallelism = Integer.parseInt(value);
      if (parallelism > 0) {
        return parallelism;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw new ConfigException("--parallelism " + value + " is not a whole number above 0");
  }
}

package io.millrace.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one YAML or JSON file into a {@link ConfigNode}.
 *
 * <p>Stricter than YAML where YAML surprises: a key may occur once, and aliases, tags, several
 * documents and numbers that could be read in two ways (010, 1_000, 0x1F, .inf) are errors.
 */
public final class ConfigFile {

  private static final Pattern PLAIN_NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,4})?");

  private static final YAMLFactory YAML =
      YAMLFactory.builder().enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS).build();
  private static final JsonFactory JSON = new JsonFactory();

  private final Path file;
  private final JsonParser parser;

  private ConfigFile(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /** Reads a file with references resolved from the environment of this process. */
  public static ConfigNode read(Path file) {
    return read(file, System::getenv);
  }

  public static ConfigNode read(Path file, UnaryOperator<@Nullable String> environment) {
    if (!isConfig(file)) {
      throw new ConfigException(
          file + ": is not a configuration file; name it *.yaml, *.yml or *.json");
    }
    return parse(file, content(file), environment);
  }

  /**
   * Reads every *.yaml, *.yml and *.json of a directory in the order of their names; other files
   * and deeper directories are left alone.
   */
  public static List<ConfigNode> readAll(Path directory) {
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.filter(Files::isRegularFile).filter(ConfigFile::isConfig).sorted().toList();
    } catch (IOException unreadable) {
      throw new ConfigException(
          directory + ": is not a readable directory; create it, or correct the path", unreadable);
    }
    return files.stream().map(ConfigFile::read).toList();
  }

  /** Reads a text as if it stood in {@code file}. */
  public static ConfigNode parse(
      Path file, String text, UnaryOperator<@Nullable String> environment) {
    return parse(file, text, new References(environment));
  }

  /**
   * Reads a text of somebody who may not read the variables and files of this process: a reference
   * in it is an error.
   */
  public static ConfigNode parseForeign(Path file, String text) {
    return parse(file, text, References.NONE);
  }

  /** How a text is written that is to be read as it is, whatever it looks like. */
  public static String escape(String text) {
    return References.escape(text);
  }

  private static ConfigNode parse(Path file, String text, References references) {
    boolean json = file.toString().toLowerCase(Locale.ROOT).endsWith(".json");
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (JsonParser parser = (json ? JSON : YAML).createParser(withoutMark)) {
      Value value = new ConfigFile(file, parser).document();
      if (value instanceof Value.Fields fields) {
        return new ConfigNode(file, "", fields, references);
      }
      throw new ConfigException(
          file
              + (value instanceof Value.Nothing
                  ? ": is empty; write keys and values, such as 'key: value'"
                  : ": holds "
                      + value.describe()
                      + "; write keys and values, such as 'key: value'"));
    } catch (JsonProcessingException syntax) {
      throw syntaxError(file, json ? "JSON" : "YAML", syntax);
    } catch (IOException impossible) {
      throw new ConfigException(file + ": cannot be read: " + impossible.getMessage(), impossible);
    }
  }

  /**
   * Reads each document of a YAML file that somebody else's format defines: as mappings, lists,
   * texts, BigDecimals, booleans and nulls. References are left as they are; documents that hold
   * nothing are left out.
   */
  public static List<Map<String, @Nullable Object>> readDocuments(Path file) {
    return parseDocuments(file, content(file));
  }

  /** Reads the documents of a text as if it stood in {@code file}. */
  public static List<Map<String, @Nullable Object>> parseDocuments(Path file, String text) {
    List<Map<String, @Nullable Object>> documents = new ArrayList<>();
    String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (JsonParser parser = YAML.createParser(withoutMark)) {
      ConfigFile reader = new ConfigFile(file, parser);
      while (parser.nextToken() != null) {
        int line = reader.line();
        Value value = reader.value("");
        if (value instanceof Value.Fields fields) {
          documents.add(fields.plain());
        } else if (!(value instanceof Value.Nothing)) {
          throw reader.error(
              "",
              "the document in line "
                  + line
                  + " is "
                  + value.describe()
                  + "; write keys and values, such as 'key: value'");
        }
      }
      return documents;
    } catch (JsonProcessingException syntax) {
      throw syntaxError(file, "YAML", syntax);
    } catch (IOException impossible) {
      throw new ConfigException(file + ": cannot be read: " + impossible.getMessage(), impossible);
    }
  }

  private static ConfigException syntaxError(
      Path file, String format, JsonProcessingException syntax) {
    JsonLocation at = syntax.getLocation();
    String place = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
    String wrong = String.valueOf(syntax.getOriginalMessage()).lines().findFirst().orElse("");
    return new ConfigException(
        file + place + ": is not " + format + ": " + wrong + "; correct it", syntax);
  }

  private static boolean isConfig(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException missing) {
      throw new ConfigException(
          file + ": there is no such file; create it, or correct the path", missing);
    } catch (CharacterCodingException notUtf8) {
      throw new ConfigException(file + ": is not UTF-8; save it as UTF-8", notUtf8);
    } catch (IOException unreadable) {
      throw new ConfigException(
          file + ": cannot be read; make it a readable file (" + unreadable + ")", unreadable);
    }
  }

  private Value document() throws IOException {
    if (parser.nextToken() == null) {
      return new Value.Nothing();
    }
    Value value = value("");
    if (parser.nextToken() != null) {
      throw error("", "a second document begins in line " + line() + "; keep one per file");
    }
    return value;
  }

  private Value value(String path) throws IOException {
    if (parser instanceof YAMLParser yaml) {
      if (yaml.isCurrentAlias()) {
        throw error(path, "YAML aliases (*name) are not read; write the value out");
      }
      if (yaml.getTypeId() != null) {
        throw error(path, "YAML tags (!" + yaml.getTypeId() + ") are not read; leave the tag out");
      }
    }
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> fields(path);
      case START_ARRAY -> items(path);
      case VALUE_TRUE, VALUE_FALSE -> new Value.Flag(token == JsonToken.VALUE_TRUE);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(path, parser.getText());
      case VALUE_NULL -> new Value.Nothing();
      default -> nothingWritten() ? new Value.Nothing() : new Value.Text(parser.getText());
    };
  }

  /** {@code key:} without a value, which Jackson gives like the empty text {@code ""}. */
  private boolean nothingWritten() {
    return parser.currentLocation().getCharOffset()
        == parser.currentTokenLocation().getCharOffset();
  }

  private Value fields(String path) throws IOException {
    Map<String, Value> fields = new LinkedHashMap<>();
    Map<String, Integer> lines = new HashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String keyPath = path.isEmpty() ? key : path + "." + key;
      Integer earlier = lines.put(key, line());
      if (earlier != null) {
        throw error(
            keyPath, "is written twice, in lines " + earlier + " and " + line() + "; keep one");
      }
      parser.nextToken();
      fields.put(key, value(keyPath));
    }
    return new Value.Fields(fields);
  }

  private Value items(String path) throws IOException {
    List<Value> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(path + "[" + items.size() + "]"));
    }
    return new Value.Items(items);
  }

  private Value number(String path, String text) {
    if (!PLAIN_NUMBER.matcher(text).matches()) {
      throw error(
          path,
          "the number '" + text + "' can be read in two ways; write digits, or quote it as text");
    }
    return new Value.Decimal(new BigDecimal(text));
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private ConfigException error(String path, String problem) {
    return new ConfigException(file + ": " + (path.isEmpty() ? "" : path + ": ") + problem);
  }
}

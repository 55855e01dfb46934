package io.millrace.jobs.sql;

import io.millrace.config.ConfigException;
import io.millrace.jobs.common.KafkaTopics;
import io.millrace.jobs.common.MillraceConfig;
import io.millrace.jobs.common.TopicPolicy;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.table.api.StatementSet;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.internal.TableEnvironmentInternal;
import org.apache.flink.table.api.internal.TableResultInternal;
import org.apache.flink.table.catalog.ObjectIdentifier;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.operations.LoadModuleOperation;
import org.apache.flink.table.operations.Operation;
import org.apache.flink.table.operations.QueryOperation;
import org.apache.flink.table.operations.SinkModifyOperation;
import org.apache.flink.table.operations.UnloadModuleOperation;
import org.apache.flink.table.operations.UseOperation;
import org.apache.flink.table.operations.ddl.CreateTableOperation;
import org.apache.flink.table.utils.print.PrintStyle;
import org.apache.flink.util.CloseableIterator;

/**
 * A script whose tables exist in the environment and whose queries Flink has planned; what is left
 * is to run it. All its INSERTs are one job.
 */
final class PlannedScript {

  private static final Pattern BEGIN =
      Pattern.compile(
          "(?:EXECUTE\\s+STATEMENT\\s+SET\\s+BEGIN|BEGIN\\s+STATEMENT\\s+SET)\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern SCANNED_TABLE = Pattern.compile("table=\\[\\[([^\\]]+)]]");

  private final TableEnvironment tables;
  private final SqlProblem problem;
  private final Map<String, String> defaults;
  private final List<SqlStatement> inserts = new ArrayList<>();
  private final List<SqlStatement> selects = new ArrayList<>();
  private final Set<String> sourceTopics = new TreeSet<>();
  private final Set<String> sinkTopics = new TreeSet<>();

  private boolean usesKafka;

  private PlannedScript(TableEnvironment tables, Map<String, String> defaults) {
    this.tables = tables;
    this.problem = new SqlProblem(tables);
    this.defaults = defaults;
  }

  /**
   * Executes what only defines, and plans the rest. Throws {@link ConfigException} at the line that
   * is wrong.
   */
  static PlannedScript plan(
      TableEnvironment tables, ScriptFiles files, Map<String, String> defaults) {
    PlannedScript script = new PlannedScript(tables, defaults);
    defaults.forEach((key, value) -> tables.getConfig().set(key, value));
    files.tables().forEach(script::define);
    List<SqlStatement> statements = withoutStatementSets(files.statements());
    statements.forEach(script::add);
    script.explain();
    return script;
  }

  private void define(SqlStatement statement) {
    Operation operation = parse(statement);
    if (!defines(operation)) {
      throw statement.error("a table file only creates tables and views; move this to a script");
    }
    execute(statement);
  }

  private void add(SqlStatement statement) {
    Setting setting = Setting.of(statement);
    if (setting != null) {
      apply(setting, statement);
      return;
    }
    Operation operation = parse(statement);
    if (operation instanceof SinkModifyOperation sink && !sink.isUpdate() && !sink.isDelete()) {
      inserts.add(statement);
      note(sink.getContextResolvedTable().getTable().getOptions(), sinkTopics);
    } else if (operation instanceof QueryOperation) {
      if (isStreaming()) {
        throw statement.error(
            "a SELECT ends, and so prints, only in batch mode; begin the script with"
                + " SET 'execution.runtime-mode' = 'batch'; or write INSERT INTO … SELECT");
      }
      selects.add(statement);
    } else if (defines(operation)) {
      execute(statement);
    } else {
      throw statement.error(
          "a script takes SET, RESET, CREATE, DROP, ALTER, USE, INSERT INTO and, in batch mode,"
              + " SELECT; this is none of them");
    }
  }

  private void apply(Setting setting, SqlStatement statement) {
    if (!inserts.isEmpty() || !selects.isEmpty()) {
      throw statement.error(
          "settings hold for the whole script; write this before the first INSERT or SELECT");
    }
    if (setting.key() != null && setting.value() != null) {
      tables.getConfig().set(setting.key(), setting.value());
    } else if (setting.key() != null) {
      reset(setting.key());
    } else {
      Set.copyOf(tables.getConfig().getConfiguration().keySet()).forEach(this::reset);
    }
  }

  private void reset(String key) {
    tables.getConfig().getConfiguration().removeKey(key);
    String value = defaults.get(key);
    if (value != null) {
      tables.getConfig().set(key, value);
    }
  }

  /** Finds what only the optimizer finds wrong, and the tables that are read. */
  private void explain() {
    List<SqlStatement> queries = new ArrayList<>(inserts);
    queries.addAll(selects);
    for (SqlStatement statement : queries) {
      Matcher scan = SCANNED_TABLE.matcher(explain(statement));
      while (scan.find()) {
        String[] names = scan.group(1).split(", ", -1);
        if (names.length >= 3) {
          noteSource(names);
        }
      }
    }
    if (!inserts.isEmpty()
        && isStreaming()
        && tables.getConfig().getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL).isEmpty()) {
      throw inserts
          .get(0)
          .error(
              "without checkpoints nothing is ever committed; write SET"
                  + " 'execution.checkpointing.interval' = '10 s'; or set it in Flink's config.yaml");
    }
  }

  private void noteSource(String[] names) {
    ((TableEnvironmentInternal) tables)
        .getCatalogManager()
        .getTable(ObjectIdentifier.of(names[0], names[1], names[2]))
        .ifPresent(table -> note(table.getTable().getOptions(), sourceTopics));
  }

  private void note(Map<String, String> options, Set<String> topics) {
    String connector = options.getOrDefault("connector", "");
    if (connector.equals("kafka") || connector.equals("upsert-kafka")) {
      usesKafka = true;
      String topic = options.get("topic");
      if (topic != null) {
        topics.addAll(List.of(topic.split(";")));
      }
    }
  }

  /** Creates the topics that are written; fails when Kafka or a topic that is read is not there. */
  void prepareTopics(MillraceConfig.Kafka kafka, TopicPolicy policy) {
    if (!usesKafka) {
      return;
    }
    try (KafkaTopics topics = KafkaTopics.connect(kafka.clientProperties())) {
      Set<String> written = new TreeSet<>(sinkTopics);
      sourceTopics.stream()
          .filter(topic -> !written.contains(topic))
          .forEach(
              topic ->
                  topics.require(
                      topic, "create it, or run the job that writes it, before this one"));
      topics.names();
      written.forEach(topic -> topics.ensure(topic, policy));
    }
  }

  /** Submits the job; in batch mode waits for its end, then prints what the SELECTs give. */
  void run(PrintWriter out) {
    if (!inserts.isEmpty()) {
      StatementSet job = tables.createStatementSet();
      inserts.forEach(insert -> job.addInsertSql(insert.atItsLine()));
      TableResult submitted = job.execute();
      if (!isStreaming()) {
        await(submitted);
      }
    }
    for (SqlStatement select : selects) {
      print((TableResultInternal) execute(select), out);
    }
  }

  private static void await(TableResult job) {
    try {
      job.await();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the job failed; its log in Flink's web UI says why", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the job ran", e);
    }
  }

  /** Whole values in columns as wide as they need: Flink's own print() cuts texts at 30. */
  @SuppressWarnings("try") // close() declares Exception, and with it InterruptedException
  private static void print(TableResultInternal result, PrintWriter out) {
    try (CloseableIterator<RowData> rows = result.collectInternal()) {
      PrintStyle.tableauWithDataInferredColumnWidths(
              result.getResolvedSchema(),
              result.getRowDataToStringConverter(),
              Integer.MAX_VALUE,
              false,
              false)
          .print(rows, out);
      out.flush();
    } catch (Exception e) {
      throw new IllegalStateException("the query's rows can't be read", e);
    }
  }

  private Operation parse(SqlStatement statement) {
    try {
      return ((TableEnvironmentInternal) tables).getParser().parse(statement.atItsLine()).get(0);
    } catch (RuntimeException e) {
      throw problem.of(statement, e);
    }
  }

  private TableResult execute(SqlStatement statement) {
    try {
      return tables.executeSql(statement.atItsLine());
    } catch (RuntimeException e) {
      throw problem.of(statement, e);
    }
  }

  private String explain(SqlStatement statement) {
    try {
      return tables.explainSql(statement.atItsLine());
    } catch (RuntimeException e) {
      throw problem.of(statement, e);
    }
  }

  private static boolean defines(Operation operation) {
    return operation.getClass().getPackage().equals(CreateTableOperation.class.getPackage())
        || operation instanceof UseOperation
        || operation instanceof LoadModuleOperation
        || operation instanceof UnloadModuleOperation;
  }

  /**
   * The statements without the words that group INSERTs, since a script's INSERTs are one group
   * anyway. Blanks take their place, so that columns stay.
   */
  private static List<SqlStatement> withoutStatementSets(List<SqlStatement> statements) {
    List<SqlStatement> plain = new ArrayList<>();
    SqlStatement opened = null;
    for (SqlStatement statement : statements) {
      String text = statement.text();
      Matcher begin = BEGIN.matcher(text);
      if (begin.lookingAt()) {
        if (opened != null) {
          throw statement.error("the statement set of line " + opened.line() + " has no END; yet");
        }
        opened = statement;
        text = " ".repeat(begin.end()) + text.substring(begin.end());
      } else if (text.equalsIgnoreCase("END")) {
        if (opened == null) {
          throw statement.error(
              "END without EXECUTE STATEMENT SET BEGIN; remove one or add the other");
        }
        opened = null;
        continue;
      }
      if (!text.isBlank()) {
        plain.add(new SqlStatement(statement.source(), statement.line(), text));
      }
    }
    if (opened != null) {
      throw opened.error("the statement set that begins here has no END; write END;");
    }
    return plain;
  }

  private boolean isStreaming() {
    return tables.getConfig().get(ExecutionOptions.RUNTIME_MODE) == RuntimeExecutionMode.STREAMING;
  }
}

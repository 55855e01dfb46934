package io.millrace.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Flink's own command line programs, set up for one stack's cluster. */
record FlinkClients(StackPlan plan) {

  private static final String CLIENT_LOGGING = "log4j-cli.properties";

  /** Without a terminal jline warns about it, unless told that there is none. */
  private static final String NO_TERMINAL = "-Dorg.jline.terminal.dumb=true";

  ProgramResult flink(List<String> arguments, Map<String, String> environment) {
    FlinkSetup flink = new FlinkSetup(plan);
    return run(
        program(
            "flink-client",
            "org.apache.flink.client.cli.CliFrontend",
            flink.config(),
            flink.classPath(),
            arguments,
            environment),
        JavaProgram::run);
  }

  ProgramResult sql(List<String> arguments, Map<String, String> environment) {
    return run(sqlProgram(arguments, environment).withJvmOption(NO_TERMINAL), JavaProgram::run);
  }

  int sqlInteractive(List<String> arguments, Map<String, String> environment) {
    return run(sqlProgram(arguments, environment), JavaProgram::runInteractive);
  }

  private JavaProgram sqlProgram(List<String> arguments, Map<String, String> environment) {
    FlinkSetup flink = new FlinkSetup(plan);
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--history", plan.folder().resolve("sql-history").toString()));
    return program(
        "sql-client",
        "org.apache.flink.table.client.SqlClient",
        flink.sqlConfig(plan.settings().userJar()),
        flink.classPath(plan.settings().userJar()),
        all,
        environment);
  }

  private JavaProgram program(
      String name,
      String mainClass,
      FlatConfig config,
      String classPath,
      List<String> arguments,
      Map<String, String> environment) {
    FlinkSetup flink = new FlinkSetup(plan);
    List<String> options = flink.jvmOptions(name, config, CLIENT_LOGGING);
    options.addAll(FlinkSetup.QUICK_START);
    options.addAll(List.of("-Xmx512m", "-Dlog.file=" + plan.log(name)));
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("FLINK_CONF_DIR", flink.writeConf(name, config).toString());
    // Flink warns when it finds no such folder.
    variables.put("FLINK_PLUGINS_DIR", plan.directory("flink", "plugins").toString());
    return new JavaProgram(mainClass, classPath, options, arguments, variables);
  }

  private interface Run<T> {
    T run(JavaProgram program, Path argumentFile) throws IOException, InterruptedException;
  }

  /** With an argument file of its own, since several clients may run at once. */
  private <T> T run(JavaProgram program, Run<T> run) {
    try {
      Path argumentFile =
          Files.createTempFile(plan.directory("tmp", "clients"), "client-", ".args");
      try {
        return run.run(program, argumentFile);
      } finally {
        Files.deleteIfExists(argumentFile);
      }
    } catch (IOException e) {
      throw new StackException("%s cannot be run: %s".formatted(program.mainClass(), e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while running " + program.mainClass(), e);
    }
  }
}

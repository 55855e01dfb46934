package io.millrace.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Flink's own command line programs, set up for one stack's cluster. */
record FlinkClients(StackPlan plan) {

  private static final String CLIENT_LOGGING = "log4j-cli.properties";

  ProgramResult flink(List<String> arguments) {
    return run(
        "flink",
        argumentFile -> {
          FlinkSetup flink = new FlinkSetup(plan);
          return program(
                  "flink-client",
                  "org.apache.flink.client.cli.CliFrontend",
                  flink.config(),
                  flink.classPath(),
                  arguments)
              .run(argumentFile);
        });
  }

  ProgramResult sql(List<String> arguments) {
    return run("the SQL client", argumentFile -> sqlProgram(arguments).run(argumentFile));
  }

  int sqlInteractive(List<String> arguments) {
    return run(
        "the SQL client", argumentFile -> sqlProgram(arguments).runInteractive(argumentFile));
  }

  private JavaProgram sqlProgram(List<String> arguments) throws IOException {
    FlinkSetup flink = new FlinkSetup(plan);
    return program(
        "sql-client",
        "org.apache.flink.table.client.SqlClient",
        flink.sqlConfig(),
        flink.classPathWithUserJar(),
        arguments);
  }

  private JavaProgram program(
      String name, String mainClass, FlatConfig config, String classPath, List<String> arguments)
      throws IOException {
    FlinkSetup flink = new FlinkSetup(plan);
    Path conf = flink.writeConf(name, config);
    List<String> options = flink.jvmOptions(name, config, CLIENT_LOGGING);
    options.addAll(List.of("-Xmx512m", "-Dlog.file=" + plan.log(name)));
    return new JavaProgram(
        mainClass, classPath, options, arguments, Map.of("FLINK_CONF_DIR", conf.toString()));
  }

  private interface Step<T> {
    T run(Path argumentFile) throws IOException, InterruptedException;
  }

  private <T> T run(String what, Step<T> step) {
    try {
      // Each run has a file of its own, since several may run at once.
      Path argumentFile =
          Files.createTempFile(plan.directory("tmp", "clients"), "client-", ".args");
      try {
        return step.run(argumentFile);
      } finally {
        Files.deleteIfExists(argumentFile);
      }
    } catch (IOException e) {
      throw new StackException("%s cannot be run: %s".formatted(what, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted while running " + what, e);
    }
  }
}

package io.millrace.cli;

import io.millrace.cli.FlinkCluster.JobSummary;
import io.millrace.stack.LocalStack;
import io.millrace.stack.ServerProcess;
import io.millrace.stack.Service;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "status",
    header = "Shows the servers of the local stack and the jobs that run on it.",
    description = {"", "Exits with 1 unless every server runs."})
final class StatusVerb implements Callable<Integer> {

  @ParentCommand private Millrace millrace;

  @Override
  public Integer call() {
    Home home = millrace.home();
    Terminal terminal = millrace.terminal();
    if (!Files.isDirectory(home.stackFolder())) {
      terminal.line("no stack is here; start one with ./millrace up");
      return 1;
    }
    LocalStack stack = LocalStack.attach(home.stackFolder());
    print(stack, terminal);
    if (!stack.isReady()) {
      terminal.line("");
      terminal.line("not everything runs; ./millrace up starts what is missing");
      return 1;
    }
    return 0;
  }

  static void print(LocalStack stack, Terminal terminal) {
    TextTable servers = new TextTable("SERVER", "STATE", "PID", "ADDRESS", "LOG");
    for (ServerProcess server : stack.servers()) {
      servers.row(
          server.name(),
          server.alive() ? "up" : "down",
          server.pid().isPresent() ? Long.toString(server.pid().getAsLong()) : "-",
          address(server),
          stack.folder().relativize(server.log()).toString());
    }
    servers.print(terminal);
    terminal.line("Logs and data are in " + stack.folder());
    if (stack.server(Service.JOBMANAGER).alive() && stack.isReady()) {
      printJobs(FlinkCluster.of(stack), terminal);
    }
  }

  private static String address(ServerProcess server) {
    if (server.port().isEmpty()) {
      return "-";
    }
    String address = "127.0.0.1:" + server.port().getAsInt();
    return server.service() == Service.JOBMANAGER ? "http://" + address : address;
  }

  private static void printJobs(FlinkCluster flink, Terminal terminal) {
    List<JobSummary> jobs = flink.jobs().stream().filter(job -> !job.ended()).toList();
    terminal.line("");
    if (jobs.isEmpty()) {
      terminal.line("No job runs. Web UI: " + flink.url());
      return;
    }
    TextTable table = new TextTable("JOB", "STATE", "WEB UI");
    jobs.forEach(job -> table.row(job.name(), job.state(), flink.jobUrl(job.id())));
    table.print(terminal);
  }
}

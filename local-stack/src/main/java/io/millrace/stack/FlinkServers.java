package io.millrace.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The processes of a Flink session cluster. */
final class FlinkServers {

  private static final String SERVER_LOGGING = "log4j-console.properties";

  private FlinkServers() {}

  /** Keeps who leads and which jobs run, so that a new JobManager can take over. */
  record ZooKeeper(StackPlan plan) implements ServerPlan {

    private static final int TIMEOUT_MILLIS = 1_000;

    @Override
    public Service service() {
      return Service.ZOOKEEPER;
    }

    @Override
    public String name() {
      return Service.ZOOKEEPER.label();
    }

    @Override
    public OptionalInt port() {
      return OptionalInt.of(plan.port(Port.ZOOKEEPER));
    }

    @Override
    public JavaProgram prepare(int launch) throws IOException {
      FlinkSetup flink = new FlinkSetup(plan);
      Path conf = plan.directory("conf", "zookeeper").resolve("zoo.cfg");
      new FlatConfig()
          .put("dataDir", plan.directory("zookeeper"))
          .put("clientPort", plan.port(Port.ZOOKEEPER))
          .put("clientPortAddress", Ports.HOST)
          // Half the shortest session a client may have: bounds how soon a dead leader is noticed.
          .put("tickTime", 1_000)
          .put("admin.enableServer", false)
          .writeProperties(conf);
      List<String> options =
          new ArrayList<>(flink.jvmOptions(name(), new FlatConfig(), SERVER_LOGGING));
      options.addAll(FlinkSetup.QUICK_START);
      options.addAll(List.of("-Xms64m", "-Xmx128m"));
      return new JavaProgram(
          "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
          flink.classPath(),
          options,
          List.of("--zkConfigFile", conf.toString(), "--peerId", "1"),
          Map.of());
    }

    /** It answers its status command. */
    @Override
    public void probe(int launch) throws IOException {
      try (Socket socket = new Socket()) {
        socket.connect(Ports.address(plan.port(Port.ZOOKEEPER)), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        OutputStream out = socket.getOutputStream();
        out.write("srvr".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        InputStream in = socket.getInputStream();
        String answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        if (!answer.contains("Mode: standalone")) {
          throw new IOException("it answers: " + answer);
        }
      }
    }
  }

  /** Runs the jobs' plans, their checkpoints and the web UI. */
  record JobManager(StackPlan plan) implements ServerPlan {

    @Override
    public Service service() {
      return Service.JOBMANAGER;
    }

    @Override
    public String name() {
      return Service.JOBMANAGER.label();
    }

    @Override
    public OptionalInt port() {
      return OptionalInt.of(plan.port(Port.FLINK));
    }

    @Override
    public JavaProgram prepare(int launch) throws IOException, InterruptedException {
      FlinkSetup flink = new FlinkSetup(plan);
      FlatConfig config = flink.config();
      Path conf = flink.writeConf(name(), config);
      FlinkSetup.Resources resources = flink.resources("GET_JM_RESOURCE_PARAMS", conf);
      List<String> options = flink.jvmOptions(name(), config, SERVER_LOGGING);
      options.addAll(resources.jvmOptions());
      options.addAll(FlinkSetup.QUICK_START);
      // The web UI shows this file.
      options.add("-Dlog.file=" + plan.log(name()));
      List<String> arguments = new ArrayList<>(List.of("--configDir", conf.toString()));
      arguments.addAll(resources.arguments());
      return new JavaProgram(
          "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
          flink.classPath(),
          options,
          arguments,
          Map.of());
    }

    /** It leads, and every TaskManager that was up before it offers its slots again. */
    @Override
    public void probe(int launch) throws IOException, InterruptedException {
      FlinkRest rest = new FlinkRest(plan);
      rest.requireLeader();
      StateFile state = new StateFile(plan.folder());
      for (int index = 0; launch > 1 && index < plan.settings().taskManagers(); index++) {
        TaskManager taskManager = new TaskManager(plan, index);
        if (state.process(taskManager.name()).filter(ProcessIdentity::isAlive).isPresent()) {
          taskManager.probe(state.launches(taskManager.name()));
        }
      }
    }
  }

  /** Runs the jobs' operators. */
  record TaskManager(StackPlan plan, int index) implements ServerPlan {

    @Override
    public Service service() {
      return Service.TASKMANAGER;
    }

    @Override
    public String name() {
      return Service.TASKMANAGER.label() + "-" + index;
    }

    @Override
    public OptionalInt port() {
      return OptionalInt.empty();
    }

    /** New for every launch, so that a dead predecessor is not taken for this one. */
    private String id(int launch) {
      return name() + "-" + launch;
    }

    @Override
    public JavaProgram prepare(int launch) throws IOException, InterruptedException {
      FlinkSetup flink = new FlinkSetup(plan);
      FlatConfig config = flink.config();
      Path conf = flink.writeConf(name(), config);
      FlinkSetup.Resources resources = flink.resources("GET_TM_RESOURCE_PARAMS", conf);
      List<String> options = flink.jvmOptions(name(), config, SERVER_LOGGING);
      options.addAll(resources.jvmOptions());
      options.add("-Dlog.file=" + plan.log(name()));
      List<String> arguments = new ArrayList<>(List.of("--configDir", conf.toString()));
      arguments.addAll(resources.arguments());
      arguments.addAll(List.of("-D", "taskmanager.resource-id=" + id(launch)));
      return new JavaProgram(
          "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
          flink.classPath(),
          options,
          arguments,
          Map.of());
    }

    /** The JobManager knows its slots. */
    @Override
    public void probe(int launch) throws IOException, InterruptedException {
      new FlinkRest(plan).requireSlots(id(launch), plan.settings().slots());
    }
  }

  /** Takes SQL over HTTP. */
  record SqlGateway(StackPlan plan) implements ServerPlan {

    @Override
    public Service service() {
      return Service.SQL_GATEWAY;
    }

    @Override
    public String name() {
      return Service.SQL_GATEWAY.label();
    }

    @Override
    public OptionalInt port() {
      return OptionalInt.of(plan.port(Port.SQL_GATEWAY));
    }

    @Override
    public JavaProgram prepare(int launch) throws IOException {
      FlinkSetup flink = new FlinkSetup(plan);
      Optional<Path> userJar = flink.copyUserJar();
      FlatConfig config = flink.sqlConfig(userJar);
      Path conf = flink.writeConf(name(), config);
      List<String> options = flink.jvmOptions(name(), config, SERVER_LOGGING);
      options.addAll(FlinkSetup.QUICK_START);
      options.addAll(List.of("-Xms64m", "-Xmx512m", "-Dlog.file=" + plan.log(name())));
      return new JavaProgram(
          "org.apache.flink.table.gateway.SqlGateway",
          flink.classPath(userJar),
          options,
          List.of(),
          Map.of("FLINK_CONF_DIR", conf.toString()));
    }

    /** It tells its version. */
    @Override
    public void probe(int launch) throws IOException, InterruptedException {
      FlinkRest.get("http://" + plan.address(Port.SQL_GATEWAY) + "/info");
    }
  }
}

package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.stack.Ports;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * One command in this process, in a folder that has no stack.
 *
 * @param output without the folder's name, as in the folder itself
 */
record CommandRun(int exit, String output, String errors) {

  static CommandRun of(Path folder, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Home home =
        new Home(Path.of(System.getProperty("millrace.home")), folder.resolve("stack"), Ports.FREE);
    Terminal terminal =
        new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false);
    int exit = Millrace.run(home, terminal, args);
    String prefix = folder + "/";
    return new CommandRun(
        exit, out.toString(UTF_8).replace(prefix, ""), err.toString(UTF_8).replace(prefix, ""));
  }
}

package io.millrace.stack;

import java.util.OptionalInt;

/** How one server is configured, launched and known to be ready. */
interface ServerPlan {

  Service service();

  /** Unique within the stack; names its log and its entries in the state file. */
  String name();

  /** The port its clients use. */
  OptionalInt port();

  /**
   * Writes its configuration and does what must precede its launch.
   *
   * @param launch counts this server's launches, from 1
   */
  JavaProgram prepare(int launch) throws Exception;

  /** Returns if it does its work, throws why not otherwise. */
  void probe(int launch) throws Exception;
}

package io.millrace.stack;

import java.nio.file.Path;

/**
 * A process that starts a Kafka for itself, in the folder given or a temporary one, says where, and
 * ends when told to by a line.
 */
final class StackOwner {

  private StackOwner() {}

  public static void main(String[] args) throws Exception {
    StackBuilder builder = LocalStack.builder().kafka().shortLived();
    if (args.length == 0) {
      builder.temporary();
    } else {
      builder.folder(Path.of(args[0])).ports(Ports.FREE);
    }
    LocalStack stack = builder.start();
    System.out.println(stack.folder());
    System.in.read();
  }
}

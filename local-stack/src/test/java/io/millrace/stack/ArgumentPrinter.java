package io.millrace.stack;

/** Prints its arguments, one a line, and a variable of its environment. */
final class ArgumentPrinter {

  private ArgumentPrinter() {}

  public static void main(String[] args) {
    for (String arg : args) {
      System.out.println("<" + arg + ">");
    }
    System.out.println(System.getenv("COLOUR"));
    System.exit(args.length);
  }
}

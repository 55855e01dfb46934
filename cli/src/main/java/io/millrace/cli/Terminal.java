package io.millrace.cli;

import static java.util.stream.Collectors.joining;

import java.io.PrintStream;
import java.util.List;

/** Where a verb writes: lines, and on a terminal some last lines that are drawn over. */
public final class Terminal {

  private static final int DEFAULT_COLUMNS = 100;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean interactive;
  private final int columns;
  private int statusLines;

  public Terminal(PrintStream out, PrintStream err, boolean interactive) {
    this.out = out;
    this.err = err;
    this.interactive = interactive;
    columns = Integer.getInteger("millrace.columns", DEFAULT_COLUMNS);
  }

  /** This process's own; the launcher says whether a person sees it, and how wide it is. */
  static Terminal system() {
    return new Terminal(System.out, System.err, Boolean.getBoolean("millrace.terminal"));
  }

  public PrintStream out() {
    return out;
  }

  public synchronized void line(String text) {
    clear();
    out.println(text);
    out.flush();
  }

  /** What is going on now: drawn over in place for a person, one line in a log. */
  public synchronized void status(List<String> lines) {
    clear();
    if (interactive) {
      lines.forEach(text -> out.println(cut(text)));
      statusLines = lines.size();
    } else {
      out.println(
          lines.stream().map(text -> text.strip().replaceAll(" {2,}", " ")).collect(joining("; ")));
    }
    out.flush();
  }

  /** Progress that is of no interest afterwards; not written to a log. */
  public synchronized void passing(String text) {
    if (interactive) {
      status(List.of(text));
    }
  }

  public synchronized void error(String text) {
    clear();
    err.println(text);
    err.flush();
  }

  /** Heading or emphasis where the terminal can show it. */
  public String bold(String text) {
    return interactive ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  /** A line that the terminal breaks could not be drawn over. */
  private String cut(String text) {
    return text.length() < columns ? text : text.substring(0, columns - 2) + "…";
  }

  private void clear() {
    if (statusLines > 0) {
      out.print("\u001b[" + statusLines + "A\u001b[J");
      statusLines = 0;
    }
  }
}

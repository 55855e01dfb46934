package io.millrace.cli.demo;

import java.util.ArrayList;
import java.util.List;

/** Differences found, each a line that names the place, what was expected and what is there. */
public final class Mismatches {

  private static final int KEPT = 1_000;

  private final List<String> lines = new ArrayList<>();
  private long count;

  void add(String place, String expected, String found) {
    count++;
    if (lines.size() < KEPT) {
      lines.add(place + ": expected " + expected + ", found " + found);
    }
  }

  public long count() {
    return count;
  }

  /** The first of them. */
  public List<String> lines() {
    return List.copyOf(lines);
  }
}

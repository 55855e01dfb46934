package io.millrace.stack;

/** How a client program ended, and all it wrote to its two output streams. */
public record ProgramResult(int exitCode, String output) {}

package io.millrace.stack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What the end of a server's log says: its complaints, then its last lines. */
record LogTail(Path log, List<String> complaints, List<String> lines) {

  private static final int COMPLAINTS = 5;
  private static final int LINES = 15;
  private static final int WIDTH = 300;
  private static final int BYTES_READ = 1 << 16;

  private static final Pattern COMPLAINT =
      Pattern.compile(
          "^(Caused by: |(Exception|Error) |[\\w.$]+(Exception|Error)\\b)|\\b(ERROR|FATAL)\\b");

  private static final Pattern STACK_FRAME = Pattern.compile("^\\s+(at |\\.\\.\\. \\d+ )");

  static LogTail of(Path log) {
    try (FileChannel channel = FileChannel.open(log)) {
      ByteBuffer end = ByteBuffer.allocate((int) Math.min(channel.size(), BYTES_READ));
      channel.read(end, channel.size() - end.capacity());
      List<String> lines =
          StandardCharsets.UTF_8
              .decode(end.flip())
              .toString()
              .lines()
              .filter(line -> !STACK_FRAME.matcher(line).find())
              .map(line -> line.length() > WIDTH ? line.substring(0, WIDTH) + "…" : line)
              .toList();
      List<String> complaints =
          lines.stream().filter(line -> COMPLAINT.matcher(line).find()).distinct().toList();
      return new LogTail(log, last(COMPLAINTS, complaints), last(LINES, lines));
    } catch (IOException e) {
      return new LogTail(log, List.of(), List.of("(no log: " + e.getMessage() + ")"));
    }
  }

  private static List<String> last(int number, List<String> lines) {
    return lines.subList(Math.max(0, lines.size() - number), lines.size());
  }

  @Override
  public String toString() {
    String newLine = System.lineSeparator();
    String end = "Its last lines, of " + log + ":" + newLine + String.join(newLine, lines);
    return complaints.isEmpty()
        ? end
        : "It complained:" + newLine + String.join(newLine, complaints) + newLine + end;
  }
}

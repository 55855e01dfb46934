package io.millrace.cli.demo;

import io.millrace.cli.demo.ArchiveFiles.Archived;
import io.millrace.cli.shop.ShopTruth;
import io.millrace.cli.shop.ShopTruth.Valid;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** Compares every event in every Parquet file with the truth. */
final class ArchiveCheck {

  private final ArchiveFiles files;

  ArchiveCheck(ArchiveFiles files) {
    this.files = files;
  }

  void compare(ShopTruth truth, Mismatches mismatches) {
    Map<String, Path> seen = new HashMap<>();
    for (Path file : files.list()) {
      try {
        files.read(file, archived -> compare(truth, file, archived, seen, mismatches));
      } catch (IOException | RuntimeException e) {
        mismatches.add(place(file), "a Parquet file", "one that can't be read: " + e);
      }
    }
    truth
        .validEvents()
        .forEach(
            (collection, events) ->
                events.forEach(
                    (id, event) -> {
                      String folder = folder(collection, event);
                      if (!seen.containsKey(folder + ' ' + id)) {
                        mismatches.add(
                            "archive " + folder + " id=" + id, event.body(), "no such event");
                      }
                    }));
  }

  private void compare(
      ShopTruth truth,
      Path file,
      Archived archived,
      Map<String, Path> seen,
      Mismatches mismatches) {
    String place = place(file) + " id=" + archived.id();
    String collection = archived.folder().replaceFirst("^collection=([^/]*)/.*$", "$1");
    Valid expected = truth.validEvents().getOrDefault(collection, Map.of()).get(archived.id());
    if (expected == null || !archived.folder().equals(folder(collection, expected))) {
      mismatches.add(place, "no such event", archived.body());
      return;
    }
    Path earlier = seen.put(archived.folder() + ' ' + archived.id(), file);
    if (earlier != null) {
      mismatches.add(place, "the event once", "it in " + place(earlier) + " too");
    } else if (!expected.isWrittenAs(archived.body())) {
      mismatches.add(place, expected.body(), archived.body());
    } else if (!archived.time().equals(expected.time())) {
      mismatches.add(place + " event_time", expected.time().toString(), archived.time().toString());
    }
  }

  private String place(Path file) {
    return "archive " + files.root().relativize(file);
  }

  private static String folder(String collection, Valid event) {
    LocalDate day = event.time().atOffset(ZoneOffset.UTC).toLocalDate();
    return "collection=" + collection + "/day=" + day;
  }
}

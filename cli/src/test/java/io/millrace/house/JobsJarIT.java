package io.millrace.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever gets the jar of the jobs gets the licences and notices of what is in it. */
class JobsJarIT {

  @Test
  void license_isOursAndThenThoseOfTheDependencies() throws Exception {
    assertThat(text("META-INF/LICENSE"))
        .startsWith(Files.readString(Poms.HOME.resolve("LICENSE")).stripTrailing())
        .contains(
            "BSD-2-Clause License",
            "Copyright (C) 2012-2016, Yann Collet.",
            "Redistributions in binary form must reproduce the above copyright",
            "https://github.com/Cyan4973/xxHash/blob/dev/xxhash.c");
  }

  @Test
  void notice_isOursAndThoseOfTheDependencies() throws Exception {
    assertThat(text("META-INF/NOTICE"))
        .contains(
            "Copyright 2026 The Millrace authors",
            "Apache DataSketches Memory",
            "Apache Cassandra Java Driver",
            "Apache Flink",
            "Apache Hadoop",
            "Jackson JSON processor");
    assertThat(text("META-INF/NOTICE").strip()).startsWith("Millrace");
  }

  /** By what is in the jar and would ask for it. */
  @ParameterizedTest
  @CsvSource({
    "com/google/re2j/Pattern.class, RE2/J, The Go Authors",
    "org/objectweb/asm/ClassReader.class, ASM, INRIA",
    "com/github/luben/zstd/Zstd.class, zstd-jni, Luben Karavelov",
    "com/github/luben/zstd/Zstd.class, Zstandard, Meta Platforms",
    "jnr/x86asm/Asm.class, jnr-x86asm, Petr Kobalicek",
    "jnr/posix/POSIX.class, jnr-posix, EPL-2.0",
    "org/HdrHistogram/Histogram.class, HdrHistogram, CC0-1.0",
    "org/reactivestreams/Publisher.class, Reactive Streams, CC0-1.0"
  })
  void dependencyWithoutAText_isNamed(String content, String name, String holder) throws Exception {
    try (JarFile jar = jar()) {
      assertThat(jar.getEntry(content)).as(content).isNotNull();
    }
    List<String> lines = text("META-INF/LICENSE-third-party.txt").lines().toList();
    int line = 0;
    while (!lines.get(line).startsWith(name + " ")) {
      line++;
    }
    assertThat(String.join("\n", lines.subList(line, line + 3))).contains(holder);
  }

  private static String text(String name) throws IOException {
    try (JarFile jar = jar()) {
      ZipEntry entry = jar.getEntry(name);
      assertThat(entry).as(name).isNotNull();
      return new String(jar.getInputStream(entry).readAllBytes(), UTF_8);
    }
  }

  private static JarFile jar() throws IOException {
    return new JarFile(Poms.HOME.resolve("jobs/target/millrace-jobs-all.jar").toFile());
  }
}

package io.millrace.jobs.detect;

import static io.millrace.jobs.detect.PatternVersion.ALWAYS;
import static io.millrace.jobs.detect.PatternVersion.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.jobs.detect.VersionBook.Outcome;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionBookTest {

  private static final String FIRST = Logins.single(1, "failure");
  private static final String SECOND = Logins.single(2, "success");

  private final VersionBook book = new VersionBook(Duration.ofMinutes(1));

  @Test
  void firstVersion_beforeAnyTime_holdsAlways() {
    Outcome outcome = book.offer("single", FIRST, VersionBook.NO_PROMISE);

    assertThat(outcome.changed())
        .containsExactly(new PatternVersion("single", 1, FIRST, ALWAYS, OPEN, ALWAYS));
  }

  @Test
  void firstVersion_holdsBehindThePromise() {
    assertThat(book.offer("single", FIRST, 5_000).changed())
        .containsExactly(new PatternVersion("single", 1, FIRST, 5_001, OPEN, 5_001));
  }

  @Test
  void sameOnceMore_changesNothing() {
    book.offer("single", FIRST, 5_000);

    assertThat(book.offer("single", FIRST, 9_000)).isEqualTo(Outcome.NOTHING);
  }

  @Test
  void nextVersion_beginsWhereTheOneBeforeEnds() {
    book.offer("single", FIRST, 5_000);

    assertThat(book.offer("single", SECOND, 9_000).changed())
        .containsExactly(
            new PatternVersion("single", 1, FIRST, 5_001, 9_001, 5_001),
            new PatternVersion("single", 2, SECOND, 9_001, OPEN, 5_001));
  }

  /** Time has not moved, so the one between holds for a millisecond. */
  @Test
  void nextVersion_atTheSamePromise_beginsLaterAllTheSame() {
    book.offer("single", FIRST, 5_000);

    assertThat(book.offer("single", SECOND, 5_000).changed())
        .containsExactly(
            new PatternVersion("single", 1, FIRST, 5_001, 5_002, 5_001),
            new PatternVersion("single", 2, SECOND, 5_002, OPEN, 5_001));
  }

  @Test
  void otherContentsOfAVersion_areRefusedAndTheVersionStays() {
    book.offer("single", FIRST, 5_000);

    Outcome outcome = book.offer("single", Logins.single(1, "success"), 9_000);

    assertThat(outcome.problem())
        .isEqualTo("version 1 is known with other contents; raise version to 2");
    assertThat(book.all())
        .containsExactly(new PatternVersion("single", 1, FIRST, 5_001, OPEN, 5_001));
  }

  @Test
  void lowerVersion_isRefused() {
    book.offer("single", SECOND, 5_000);

    assertThat(book.offer("single", FIRST, 9_000).problem()).contains("raise version to 3");
  }

  @Test
  void noPattern_isRefusedWithTheReadersMessage() {
    assertThat(book.offer("single", "id: single\nqery: x\n", 9_000).problem())
        .contains("single.yaml")
        .contains("query");
  }

  /** Who writes to the topic need not be who may read what is on this machine. */
  @ParameterizedTest
  @ValueSource(strings = {"${env:HOME}", "${env:HOME:-x}", "${file:/etc/hostname}"})
  void reference_isRefused(String reference) {
    assertThat(book.offer("single", FIRST + "title: " + reference + "\n", 9_000).problem())
        .contains(reference);
  }

  @Test
  void otherId_isRefused() {
    assertThat(book.offer("other", FIRST, 9_000).problem()).contains("write the id as key");
  }

  @Test
  void moreLatenessThanTheJobs_isRefused() {
    String late = FIRST.replace("1 s", "2 min");

    assertThat(book.offer("single", late, 9_000).problem()).contains("detect.lateness");
  }

  @Test
  void deleted_endsBehindThePromise() {
    book.offer("single", FIRST, 5_000);

    assertThat(book.offer("single", null, 9_000).changed())
        .containsExactly(new PatternVersion("single", 1, FIRST, 5_001, 9_001, 5_001));
    assertThat(book.offer("single", null, 9_500)).isEqualTo(Outcome.NOTHING);
  }

  @Test
  void deleted_comesBackWithAHigherVersionOnly() {
    book.offer("single", FIRST, 5_000);
    book.offer("single", null, 9_000);

    assertThat(book.offer("single", FIRST, 10_000).problem())
        .isEqualTo("version 1 is known and has ended; raise version to 2");
    assertThat(book.offer("single", SECOND, 10_000).changed())
        .containsExactly(new PatternVersion("single", 2, SECOND, 10_001, OPEN, 10_001));
  }

  /** A replay has seen no time yet, and what was said of a version that ended is not changed. */
  @Test
  void afterAnEndThatIsKnown_beginsThere() {
    book.restore(new PatternVersion("single", 1, FIRST, 5_001, 9_001, 5_001));

    assertThat(book.offer("single", SECOND, VersionBook.NO_PROMISE).changed())
        .containsExactly(new PatternVersion("single", 2, SECOND, 9_001, OPEN, 9_001));
  }

  /** Whether something was forgotten in between must not depend on whether a key was looked at. */
  @Test
  void versionBehindOneOfAnotherShape_goesOnWithNothing() {
    book.offer("single", FIRST, 5_000);
    book.offer("single", SECOND, 9_000);
    book.offer("single", sequence(3), 12_000);
    book.offer("single", Logins.single(4, "any"), 15_000);

    assertThat(book.all())
        .extracting(PatternVersion::sinceMillis)
        .containsExactly(5_001L, 5_001L, 12_001L, 15_001L);
  }

  @Test
  void versionBehindOneThatIsDisabled_goesOnWithNothing() {
    book.offer("single", FIRST, 5_000);
    book.offer("single", SECOND + "enabled: false\n", 9_000);
    book.offer("single", Logins.single(3, "any"), 12_000);

    assertThat(book.all())
        .extracting(PatternVersion::sinceMillis)
        .containsExactly(5_001L, 9_001L, 12_001L);
  }

  private static String sequence(int version) {
    return Logins.givenUp(version).replace("id: given-up", "id: single");
  }

  @Test
  void retired_areForgottenButForTheLast() {
    book.offer("single", FIRST, 5_000);
    book.offer("single", SECOND, 9_000);
    book.offer("single", null, 12_000);

    book.retire(9_000);
    assertThat(book.all()).hasSize(2);
    book.retire(9_001);
    assertThat(book.all())
        .containsExactly(new PatternVersion("single", 2, SECOND, 9_001, 12_001, 5_001));
    book.retire(50_000);
    assertThat(book.all()).hasSize(1);
  }

  @Test
  void bytes_bringAVersionBack() throws IOException {
    PatternVersion version = new PatternVersion("single", 2, SECOND, ALWAYS, 12_001, 3_001);
    TypeSerializer<PatternVersion> serializer = PatternVersion.TYPE.createSerializer(null);
    DataOutputSerializer bytes = new DataOutputSerializer(64);

    serializer.serialize(version, bytes);

    assertThat(serializer.deserialize(new DataInputDeserializer(bytes.getCopyOfBuffer())))
        .isEqualTo(version);
  }
}

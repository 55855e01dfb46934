package io.millrace.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rooms are as docs/ARCHITECTURE.md says. There is no list of exceptions. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.millrace");

  private record Room(int shelf, String folder, String artifact, Set<String> mayImport) {}

  @Test
  void table_namesEveryModuleWithItsArtifact() throws IOException {
    List<String> modules =
        Poms.modules().stream()
            .filter(folder -> !folder.startsWith("local-stack/servers/"))
            .toList();

    assertThat(rooms().keySet()).containsExactlyElementsOf(modules);
    rooms()
        .values()
        .forEach(room -> assertThat(Poms.artifact(room.folder)).isEqualTo(room.artifact));
  }

  @Test
  void poms_dependOnWhatTheTableAllows() throws IOException {
    for (Room room : rooms().values()) {
      assertThat(room.mayImport)
          .as("what %s may import", room.folder)
          .containsAll(Poms.ownDependencies(room.folder));
    }
  }

  @Test
  void imports_goToLowerShelvesOnly() throws IOException {
    Map<String, Integer> shelves =
        rooms().values().stream().collect(Collectors.toMap(Room::artifact, Room::shelf));
    for (Room room : rooms().values()) {
      for (String lower : room.mayImport) {
        assertThat(shelves.get(lower)).as("%s below %s", lower, room.folder).isLessThan(room.shelf);
      }
    }
  }

  @Test
  void modules_standInTheOrderOfTheirShelves() throws IOException {
    List<Integer> shelves = new ArrayList<>();
    rooms().values().forEach(room -> shelves.add(room.shelf));

    assertThat(shelves).isSortedAccordingTo(Comparator.naturalOrder());
  }

  @Test
  void core_isPlainJava() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.millrace.config..",
            "io.millrace.events..",
            "io.millrace.datasets..",
            "io.millrace.patterns..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.apache..", "com.datastax..")
                // Sketches are plain Java too.
                .and(not(resideInAPackage("org.apache.datasketches.."))))
        .check(CLASSES);
  }

  @Test
  void connector_knowsNothingOfOurEvents() {
    noClasses()
        .that()
        .resideInAPackage("io.millrace.flink.connector.cassandra..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.millrace.config..",
            "io.millrace.events..",
            "io.millrace.datasets..",
            "io.millrace.patterns..",
            "io.millrace.jobs..",
            "io.millrace.stack..")
        .check(CLASSES);
  }

  @Test
  void jobs_shareOnlyWhatIsCommon() {
    slices()
        .matching("io.millrace.jobs.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            resideInAPackage("io.millrace.jobs.."), resideInAPackage("io.millrace.jobs.common.."))
        .check(CLASSES);
  }

  @Test
  void truthOfTheDemo_provesNothingWithTheCodeItProves() {
    noClasses()
        .that()
        .resideInAPackage("io.millrace.cli.shop..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.millrace.events..",
            "io.millrace.datasets..",
            "io.millrace.patterns..",
            "io.millrace.jobs..",
            "io.millrace.udfs..",
            "io.millrace.flink..")
        .check(CLASSES);
  }

  @Test
  void rooms_haveNoCycles() {
    slices().matching("io.millrace.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void names_sayWhatAClassIs() {
    noClasses()
        .that()
        .areTopLevelClasses()
        .should()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .check(CLASSES);
  }

  @Test
  void bytesOfOthers_areNeverReadAsJavaObjects() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .check(CLASSES);
  }

  private static Map<String, Room> rooms() throws IOException {
    Map<String, Room> rooms = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Poms.HOME.resolve("docs/ARCHITECTURE.md"))) {
      String[] cells = line.split("\\|", -1);
      if (cells.length < 7 || !cells[1].strip().matches("\\d+")) {
        continue;
      }
      String folder = unquoted(cells[2]);
      Set<String> mayImport =
          Arrays.stream(cells[4].split(","))
              .map(ArchitectureTest::unquoted)
              .filter(name -> !name.equals("–"))
              .collect(Collectors.toCollection(TreeSet::new));
      rooms.put(
          folder,
          new Room(Integer.parseInt(cells[1].strip()), folder, unquoted(cells[3]), mayImport));
    }
    return rooms;
  }

  private static String unquoted(String cell) {
    return cell.strip().replace("`", "");
  }
}

package io.millrace.patterns.suites;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteRunnerTest {

  private static final String ENDGAME_EVENTS =
      """
      [
        {"serial_event_id": 1, "event_type": "door", "timestamp": 131485996510000000, "state": "open", "room": 7},
        {"serial_event_id": 2, "event_type": "light", "timestamp": 131485996520000000, "state": "On", "room": 7},
        {"serial_event_id": 3, "event_type": "door", "timestamp": 131485996530000000, "state": "closed", "room": 8}
      ]
      """;

  private static final String ELASTIC_EVENTS =
      """
      [
        // Minutes apart.
        {"@timestamp": "2024-01-01T00:00:00.000Z", "event_type": "a", "sequence": 1},
        {"@timestamp": "2024-01-01T00:01:00.000Z", "event_type": "b", "sequence": 2},
        {"@timestamp": "2024-01-01T00:02:00.000Z", "event_type": "a", "sequence": 3}
      ]
      """;

  private static final String CORRELATION =
      """
      AnalysisType: correlation_rule
      RuleID: "Doors"
      Detection:
        - Sequence:
            - ID: Rattled
              RuleID: Door.Rattled
              MinMatchCount: 2
            - ID: Opened
              RuleID: Door.Opened
          Transitions:
            - ID: Then
              From: Rattled
              To: Opened
              WithinTimeFrameMinutes: 10
              Match:
                - From: door.name
                  To: name
          LookbackWindowMinutes: 60
      Tests:
        - Name: At one door
          ExpectedResult: true
          RuleOutputs:
            - ID: Rattled
              Matches:
                door.name:
                  cellar: [0, 3]
            - ID: Opened
              Matches:
                name:
                  cellar: [9]
        - Name: At another door
          ExpectedResult: false
          RuleOutputs:
            - ID: Rattled
              Matches:
                door.name:
                  cellar: [0, 3]
            - ID: Opened
              Matches:
                name:
                  attic: [9]
        - Name: Too late
          ExpectedResult: false
          RuleOutputs:
            - ID: Rattled
              Matches:
                door.name:
                  cellar: ["2024-01-01T00:00:00Z", "2024-01-01T00:03:00Z"]
            - ID: Opened
              Matches:
                name:
                  cellar: ["2024-01-01T00:11:00Z"]
      """;

  private static final String GROUP =
      """
      AnalysisType: correlation_rule
      RuleID: "Both"
      Detection:
        - Group:
            - ID: Key
              RuleID: Key.Taken
            - ID: Door
              RuleID: Door.Opened
          MatchCriteria:
            who:
              - GroupID: Key
                Match: by
              - GroupID: Door
                Match: user
          LookbackWindowMinutes: 60
      Tests:
        - Name: In any order
          ExpectedResult: true
          RuleOutputs:
            - ID: Key
              Matches:
                by:
                  ada: [5]
            - ID: Door
              Matches:
                user:
                  ada: [1]
        - Name: Of two people
          ExpectedResult: false
          RuleOutputs:
            - ID: Key
              Matches:
                by:
                  ada: [5]
            - ID: Door
              Matches:
                user:
                  bob: [1]
      """;

  @TempDir Path folder;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void empty() {
    printed.reset();
  }

  @Test
  void endgame_isComparedByIds() throws IOException {
    write("test_data.json", ENDGAME_EVENTS);
    write(
        "test_queries.toml",
        """
        [[queries]]
        note = "case never matters there"
        query = 'light where state == "on"'
        expected_event_ids  = [2]

        [[queries]]
        query = '''
        sequence
          [door where true] by room
          [light where true] by room
        '''
        expected_event_ids  = [1, 2]

        [[queries]]
        query = 'any where true | tail 2 | head 1'
        expected_event_ids = [2]

        [[queries]]
        query = 'door where true'
        expected_event_ids = [1]

        [[queries]]
        query = 'door where true | unique room'
        expected_event_ids = [1, 3]

        [[queries]]
        case_sensitive = true
        query = 'light where state == "on"'
        expected_event_ids = []
        """);

    assertThat(run())
        .extracting(Outcome::result)
        .containsExactly(
            Outcome.Result.PASS,
            Outcome.Result.PASS,
            Outcome.Result.PASS,
            Outcome.Result.FAIL,
            Outcome.Result.UNSUPPORTED,
            Outcome.Result.UNSUPPORTED);
    assertThat(printed.toString(UTF_8))
        .contains("test_queries.toml: fail query 4: expected [[[1]]], found [[1], [3]]")
        .endsWith("suite " + folder + ": pass=3 fail=1 unsupported=2\n");
  }

  @Test
  void folds_areEvaluated() throws IOException {
    write(
        "test_folding.toml",
        """
        [sum]
        description = "of two"

            [[sum.fold.tests]]
            expression = "3 + 4"
            expected = 7

            [[sum.fold.tests]]
            expression = "null + 4"
            # expected = null
        """);

    assertThat(run()).extracting(Outcome::result).containsOnly(Outcome.Result.PASS).hasSize(2);
  }

  @Test
  void elastic_isComparedByAnyOfTheLists() throws IOException {
    write("data/missing-things.data", ELASTIC_EVENTS);
    write(
        "test_missing_things.toml",
        """
        [[queries]]
        name = "oneOfTwoAnswers"
        query = '''
          sequence with maxspan=90s
            [ a where true ]
           ![ b where true ]
        '''
        expected_event_ids = [[1, -1], [3, -1]]

        [[queries]]
        name = "none"
        query = '''
          sequence with maxspan=90s
           ![ a where true ]
            [ b where true ]
        '''
        expected_event_ids = []
        """);

    assertThat(run()).extracting(Outcome::result).containsOnly(Outcome.Result.PASS).hasSize(2);
  }

  @Test
  void eventsFile_isWhatThePropertiesSay() throws IOException {
    write("elsewhere/some.ndjson", "{\"sequence\": 5, \"event_type\": \"x\", \"@timestamp\": 0}\n");
    write("suites.properties", "q.toml=elsewhere/some.ndjson\n");
    write(
        "q.toml", "[[queries]]\nname = \"x\"\nquery = 'x where true'\nexpected_event_ids = [5]\n");
    write(
        "r.toml", "[[queries]]\nname = \"y\"\nquery = 'x where true'\nexpected_event_ids = [5]\n");

    assertThat(run())
        .containsExactly(
            Outcome.pass("x"), Outcome.unsupported("y", "no file of events is there for it"));
  }

  /** Two lamps twice within a minute; three events are one case too few. */
  @Test
  void sigma_takesCorrelationsOfCorrelations() throws IOException {
    write(
        "rules/lamps.yml",
        """
        title: Lamp
        name: lamp
        logsource: {product: windows}
        detection: {selection: {Image: lamp}, condition: selection}
        ---
        title: Lamps
        name: lamps
        correlation:
          {type: event_count, rules: lamp, group-by: Room, timespan: 1m, condition: {gte: 2}}
        ---
        title: Rooms
        id: 0b5b3b5c-7f3e-4c55-9d3a-3f2a4e6d8c12
        correlation:
          {type: value_count, rules: lamps, timespan: 1m, condition: {gte: 2, field: Room}}
        """);
    write(
        "data/lamps/info.yml",
        """
        id: 1
        rule_metadata: [{id: 0b5b3b5c-7f3e-4c55-9d3a-3f2a4e6d8c12}]
        regression_tests_info:
          - {name: four, type: json, match_count: 1, path: data/lamps/four.json}
          - {name: three, type: json, match_count: 0, path: data/lamps/three.json}
        """);
    String three = "{\"Image\": \"lamp\", \"Room\": 1} ".repeat(2) + room2();
    write("data/lamps/three.json", three);
    write("data/lamps/four.json", three + room2());

    assertThat(run())
        .extracting(Outcome::result)
        .containsExactly(Outcome.Result.PASS, Outcome.Result.PASS);
  }

  private static String room2() {
    return "{\"Image\": \"lamp\", \"Room\": 2} ";
  }

  @Test
  void sigma_isRunOnTheJsonBesideTheEvtx() throws IOException {
    write(
        "rules/lamp.yml",
        """
        title: Lamp
        id: 0b5b3b5c-7f3e-4c55-9d3a-3f2a4e6d8c11
        logsource:
          product: windows
          category: process_creation
        detection:
          selection:
            Image|endswith: \\lamp.exe
            EventID: 1
          condition: selection
        """);
    write(
        "data/lamp/info.yml",
        """
        id: 1
        rule_metadata:
          - id: 0b5b3b5c-7f3e-4c55-9d3a-3f2a4e6d8c11
            title: Lamp
        regression_tests_info:
          - name: positive
            type: evtx
            match_count: 1
            path: data/lamp/lamp.evtx
          - name: two
            type: json
            match_count: 2
            path: data/lamp/lamp.json
          - name: absent
            type: evtx
            path: data/lamp/other.evtx
        """);
    write(
        "data/lamp/lamp.json",
        """
        {"Event": {
          "System": {"EventID": {"#attributes": {"Qualifiers": 0}, "#text": 1}},
          "EventData": {"Image": "C:\\\\lamp.exe"}}}
        """);

    assertThat(run())
        .extracting(Outcome::result)
        .containsExactly(Outcome.Result.PASS, Outcome.Result.FAIL, Outcome.Result.UNSUPPORTED);
  }

  @Test
  void panther_becomesSequencesAndTemporalPatterns() throws IOException {
    write("doors.yml", CORRELATION);
    write("group.yml", GROUP);

    assertThat(run())
        .containsExactlyElementsOf(
            List.of(
                Outcome.pass("Doors / At one door"),
                Outcome.pass("Doors / At another door"),
                Outcome.pass("Doors / Too late"),
                Outcome.pass("Both / In any order"),
                Outcome.pass("Both / Of two people")));
  }

  private List<Outcome> run() throws IOException {
    return new SuiteRunner(new PrintStream(printed, true, UTF_8)).run(folder);
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}

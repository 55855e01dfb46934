package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {

  private static final List<String> WORDS = List.of("eq", "gt", "group_by", "index_by", "shards");

  @Test
  void word_withFewMistakes_findsItsNeighbour() {
    assertThat(Suggestion.nearest("gtt", WORDS)).contains("gt");
    assertThat(Suggestion.nearest("GT", WORDS)).contains("gt");
    assertThat(Suggestion.nearest("gruop_by", WORDS)).contains("group_by");
    assertThat(Suggestion.nearest("groupby", WORDS)).contains("group_by");
    assertThat(Suggestion.nearest("shrads", WORDS)).contains("shards");
  }

  @Test
  void word_farFromAll_findsNothing() {
    assertThat(Suggestion.nearest("timezone", WORDS)).isEmpty();
    assertThat(Suggestion.nearest("", List.of())).isEmpty();
  }

  @Test
  void hint_isAHalfSentence() {
    assertThat(Suggestion.hint("gtt", WORDS)).isEqualTo("; did you mean 'gt'?");
    assertThat(Suggestion.hint("timezone", WORDS)).isEqualTo(";");
  }
}

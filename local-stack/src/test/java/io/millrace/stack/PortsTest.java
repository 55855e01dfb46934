package io.millrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void fixed_isTheWellKnownNumbers() {
    assertThat(Ports.FIXED.choose(EnumSet.allOf(Port.class), Map.of()))
        .containsEntry(Port.KAFKA, 9092)
        .containsEntry(Port.CASSANDRA, 9042)
        .containsEntry(Port.FLINK, 8081)
        .containsEntry(Port.SQL_GATEWAY, 8083)
        .containsEntry(Port.ZOOKEEPER, 2181)
        .containsOnlyKeys(Port.values());
  }

  @Test
  void givenNumber_winsOverThePolicy() {
    assertThat(Ports.FIXED.choose(EnumSet.of(Port.KAFKA), Map.of(Port.KAFKA, 19092)))
        .containsExactly(Map.entry(Port.KAFKA, 19092));
    assertThat(Ports.FREE.choose(EnumSet.of(Port.KAFKA), Map.of(Port.KAFKA, 19092)))
        .containsExactly(Map.entry(Port.KAFKA, 19092));
  }

  @Test
  void free_isDistinctAndBelowTheRangeOfOutgoingConnections() {
    assertThat(Ports.FREE.choose(EnumSet.allOf(Port.class), Map.of()).values())
        .doesNotHaveDuplicates()
        .allMatch(number -> number >= 20_000 && number < 32_768);
  }

  @Test
  void takenPort_isRefusedWithItsNumberItsServiceAndItsOption() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int number = taken.getLocalPort();
      assertThatThrownBy(() -> Ports.requireFree(Port.CASSANDRA_STORAGE, number))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("port " + number)
          .hasMessageContaining("for cassandra")
          .hasMessageContaining("--cassandra-storage-port");
    }
  }

  @Test
  void releasedPort_isFreeAtOnce() throws Exception {
    int number;
    try (ServerSocket released = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      number = released.getLocalPort();
    }
    assertThatCode(() -> Ports.requireFree(Port.KAFKA, number)).doesNotThrowAnyException();
  }
}

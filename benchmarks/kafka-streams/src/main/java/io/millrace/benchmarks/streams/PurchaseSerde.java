package io.millrace.benchmarks.streams;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Reads JSON; nothing writes it. */
final class PurchaseSerde implements Serde<Purchase> {

  private static final ObjectReader READER = new ObjectMapper().readerFor(Purchase.class);

  @Override
  public Serializer<Purchase> serializer() {
    return (topic, purchase) -> {
      throw new UnsupportedOperationException("purchases are read only");
    };
  }

  @Override
  public Deserializer<Purchase> deserializer() {
    return (topic, bytes) -> {
      try {
        return READER.readValue(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}

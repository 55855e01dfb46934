package io.millrace.events;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads inbound records into verdicts: at least one per record, never an exception.
 *
 * <p>The same record always gets the same verdicts, because nothing but the record and the rules
 * decides. Reusable, for one thread.
 */
public final class EventReader {

  /** Where the verdicts of a record go, in the order of its events. */
  public interface Verdicts {

    void checked(CheckedEvent event);

    void rejected(Reject reject);
  }

  private final EventRules rules;
  private final JsonScanner json = new JsonScanner();
  private final EventScanner scanner;
  private final Map<String, Topic> topics = new HashMap<>();

  /** What an inbound topic's name says; exactly one of the three is there. */
  private record Topic(boolean isBulk, @Nullable String collection, @Nullable String problem) {}

  private record Refusal(RejectCode code, String reason) {}

  public EventReader(EventRules rules) {
    this.rules = rules;
    scanner = new EventScanner(json, rules);
  }

  public void read(InboundRecord inbound, Verdicts out) {
    Topic topic = topics.computeIfAbsent(inbound.topic(), this::topicOf);
    byte[] value = inbound.value();
    if (topic.problem() != null) {
      reject(RejectCode.INVALID_COLLECTION, topic.problem(), inbound, out);
    } else if (inbound.timestampMillis() < 0 || !EventTime.isWritable(inbound.timestampMillis())) {
      reject(
          RejectCode.INVALID_RECORD_TIME,
          "the record's Kafka timestamp is " + inbound.timestampMillis() + " ms",
          inbound,
          out);
    } else if (value == null) {
      reject(RejectCode.NULL_VALUE, "the record has no value", inbound, out);
    } else if (value.length > rules.maxRecordBytes()) {
      reject(
          RejectCode.RECORD_TOO_LARGE,
          "the record has " + value.length + " bytes, more than " + rules.maxRecordBytes(),
          inbound,
          out);
    } else {
      text(topic, inbound, value, out);
    }
  }

  /** The bytes, as sent, of the event that {@link Verdicts#checked} is just being told of. */
  public byte[] raw() {
    return scanner.raw();
  }

  private Topic topicOf(String name) {
    if (name.equals(rules.bulkTopic())) {
      return new Topic(true, null, null);
    }
    if (!name.startsWith(rules.inboundPrefix())) {
      return new Topic(
          false,
          null,
          "the topic "
              + Excerpt.of(name)
              + " does not begin with "
              + Excerpt.of(rules.inboundPrefix()));
    }
    String collection = name.substring(rules.inboundPrefix().length());
    String problem = CollectionName.problem(collection);
    return problem == null
        ? new Topic(false, collection, null)
        : new Topic(false, null, "the collection's " + problem);
  }

  private void text(Topic topic, InboundRecord inbound, byte[] value, Verdicts out) {
    int malformed = Utf8.firstMalformed(value);
    if (malformed >= 0) {
      reject(RejectCode.INVALID_UTF8, "not UTF-8, at byte " + malformed, inbound, out);
      return;
    }
    if (beginsWithMark(value)) {
      reject(
          RejectCode.INVALID_JSON,
          "the text begins with a byte order mark, which JSON does not allow",
          inbound,
          out);
      return;
    }
    json.open(value);
    if (json.atEnd()) {
      reject(RejectCode.EMPTY_VALUE, "the value is empty or only white space", inbound, out);
      return;
    }
    try {
      if (topic.collection() != null) {
        single(topic.collection(), inbound, value, out);
      } else {
        bulk(inbound, value, out);
      }
    } catch (MalformedJson e) {
      reject(RejectCode.INVALID_JSON, e.reason(), inbound, out);
    }
  }

  private static boolean beginsWithMark(byte[] utf8) {
    return utf8.length >= 3
        && utf8[0] == (byte) 0xef
        && utf8[1] == (byte) 0xbb
        && utf8[2] == (byte) 0xbf;
  }

  private void single(String collection, InboundRecord inbound, byte[] value, Verdicts out)
      throws MalformedJson {
    scanner.scan(inbound.timestampMillis());
    requireEnd();
    RejectCode problem = json.problem();
    if (problem == null) {
      out.checked(scanner.checked(collection, inbound, 0));
    } else {
      reject(problem, json.reason(), collection, inbound, 0, value, out);
    }
  }

  /**
   * Walks the body twice: no verdict may go out before all of it is known to be JSON, and to keep
   * the verdicts until then could take a hundred times the memory of the body.
   */
  private void bulk(InboundRecord inbound, byte[] value, Verdicts out) throws MalformedJson {
    Refusal refusal = refusalOfBody();
    requireEnd();
    if (refusal != null) {
      reject(refusal.code(), refusal.reason(), inbound, out);
      return;
    }
    json.open(value);
    json.peek();
    json.enter();
    int collections = 0;
    int index = 0;
    while (json.nextMember()) {
      collections++;
      index = batch(json.memberName(), collections, inbound, index, out);
    }
    if (index == 0) {
      reject(RejectCode.INVALID_BULK, "the bulk body holds no event", inbound, out);
    }
  }

  private @Nullable Refusal refusalOfBody() throws MalformedJson {
    if (json.peek() != '{') {
      json.value();
      return new Refusal(RejectCode.NOT_AN_OBJECT, "a bulk body must be an object of lists");
    }
    Refusal refusal = null;
    json.enter();
    while (json.nextMember()) {
      if (refusal == null && json.problem() == RejectCode.DUPLICATE_KEY) {
        refusal = new Refusal(RejectCode.DUPLICATE_KEY, json.reason());
      }
      json.value();
      json.forgetProblem();
    }
    return refusal;
  }

  /** Reads the list of one collection's events; returns the index of the event after it. */
  private int batch(
      String name, int collections, InboundRecord inbound, int firstIndex, Verdicts out)
      throws MalformedJson {
    Refusal refusal = refusalOfCollection(name, collections);
    String collection =
        refusal != null && refusal.code() == RejectCode.INVALID_COLLECTION ? null : name;
    if (json.peek() != '[') {
      int from = json.position();
      json.value();
      byte[] payload = json.copy(from, json.position());
      String reason = "under " + Excerpt.of(name) + " is something else than a list of events";
      reject(RejectCode.INVALID_BULK, reason, collection, inbound, firstIndex, payload, out);
      return firstIndex + 1;
    }
    int index = firstIndex;
    json.enter();
    while (json.nextElement()) {
      scanner.scan(inbound.timestampMillis());
      RejectCode problem = json.problem();
      if (refusal != null) {
        reject(refusal.code(), refusal.reason(), collection, inbound, index, scanner.raw(), out);
      } else if (problem != null) {
        reject(problem, json.reason(), collection, inbound, index, scanner.raw(), out);
      } else {
        out.checked(scanner.checked(name, inbound, index));
      }
      index++;
    }
    return index;
  }

  private @Nullable Refusal refusalOfCollection(String name, int collections) {
    String problem = CollectionName.problem(name);
    if (problem != null) {
      return new Refusal(RejectCode.INVALID_COLLECTION, "the collection's " + problem);
    }
    if (!rules.bulkCollections().isEmpty() && !rules.bulkCollections().contains(name)) {
      return new Refusal(
          RejectCode.COLLECTION_NOT_ALLOWED,
          "the collection " + Excerpt.of(name) + " is not on the allow-list for bulk bodies");
    }
    if (collections > rules.maxBulkCollections()) {
      return new Refusal(
          RejectCode.COLLECTION_NOT_ALLOWED,
          "the bulk body names more than " + rules.maxBulkCollections() + " collections");
    }
    return null;
  }

  private void requireEnd() throws MalformedJson {
    if (!json.atEnd()) {
      throw json.malformed("the text goes on after its value");
    }
  }

  /** Rejects a whole record. */
  private void reject(RejectCode code, String reason, InboundRecord inbound, Verdicts out) {
    Topic topic = topics.computeIfAbsent(inbound.topic(), this::topicOf);
    reject(code, reason, topic.collection(), inbound, 0, inbound.value(), out);
  }

  private static void reject(
      RejectCode code,
      String reason,
      @Nullable String collection,
      InboundRecord inbound,
      int index,
      byte @Nullable [] payload,
      Verdicts out) {
    out.rejected(
        new Reject(
            code,
            reason,
            collection,
            inbound.topic(),
            inbound.partition(),
            inbound.offset(),
            index,
            inbound.timestampMillis(),
            inbound.key(),
            payload));
  }
}

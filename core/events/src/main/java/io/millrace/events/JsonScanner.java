package io.millrace.events;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks one JSON text (RFC 8259) in place and holds its values to the rules of docs/events.md.
 *
 * <p>A break of the grammar is thrown, because nothing after it can be read. A break of a rule is
 * noted (the first one stays) and the walk goes on, because the next event of a bulk body may be
 * fine. The bytes must be well-formed UTF-8.
 *
 * <p>No recursion: ten million brackets must not end in a stack overflow.
 */
final class JsonScanner {

  static final int MAX_DEPTH = 64;

  /** Keen's rule is "less than 10,000 characters". */
  static final int MAX_TEXT_LENGTH = 9_999;

  /** The object and the list around an event of a bulk body. */
  private static final int LEVELS_AROUND = 2;

  private static final int TRACKED_LEVELS = MAX_DEPTH + LEVELS_AROUND + 1;

  /** Up to here a duplicate is found by comparing with each name before; then a set is cheaper. */
  private static final int FEW_NAMES = 24;

  private static final int MAX_NAME_BYTES_SURELY_SHORT = PropertyName.MAX_LENGTH;

  /** Bytes that stand for themselves in a text: all but the quote, the backslash and controls. */
  private static final boolean[] PLAIN = new boolean[256];

  static {
    Arrays.fill(PLAIN, ' ', 256, true);
    PLAIN['"'] = false;
    PLAIN['\\'] = false;
  }

  /** For eight bytes at once; see Warren, Hacker's Delight, section 6-1. */
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';
  private static final long DOTS = ONES * '.';

  /** Odd, with bits all over: 2^64 divided by the golden ratio. */
  private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

  private byte[] bytes = new byte[0];
  private int at;
  private int origin;

  private int depth;
  private int originDepth;
  private boolean justOpened;
  private final BitSet objects = new BitSet();

  private int nameCount;
  private int[] nameHashes = new int[64];
  private int[] nameStarts = new int[64];
  private int[] nameEnds = new int[64];
  private final int[] firstName = new int[TRACKED_LEVELS + 1];
  private final @Nullable Set<String>[] manyNames = newSets();

  private int nameStart;
  private int nameEnd;
  private boolean nameEscaped;
  private boolean nameDotted;
  private boolean nameSuspicious;
  private int separator;

  private @Nullable RejectCode problem;
  private String reason = "";

  @SuppressWarnings("unchecked") // an array of a generic type cannot be made otherwise
  private static @Nullable Set<String>[] newSets() {
    return (@Nullable Set<String>[]) new Set<?>[TRACKED_LEVELS + 1];
  }

  void open(byte[] text) {
    bytes = text;
    at = 0;
    depth = 0;
    nameCount = 0;
    justOpened = false;
    beginEvent();
  }

  /** From here on levels, offsets in reasons and problems are those of a new event. */
  void beginEvent() {
    origin = at;
    originDepth = depth;
    problem = null;
  }

  void forgetProblem() {
    problem = null;
  }

  @Nullable RejectCode problem() {
    return problem;
  }

  /** Says what {@link #problem} is about. */
  String reason() {
    return reason;
  }

  int position() {
    return at;
  }

  /** Where the name of the current member begins, with its quote. */
  int memberStart() {
    return nameStart - 1;
  }

  /** Where the comma before the current member or element is, or -1 before the first. */
  int separator() {
    return separator;
  }

  /** The next byte that is not white space, or 0 at the end; NUL begins no JSON value either. */
  byte peek() {
    skipSpace();
    return at < bytes.length ? bytes[at] : 0;
  }

  boolean atEnd() {
    skipSpace();
    return at == bytes.length;
  }

  /** Enters the object or list whose bracket is the next byte. */
  void enter() {
    boolean isObject = bytes[at++] == '{';
    depth++;
    objects.set(depth, isObject);
    if (depth <= TRACKED_LEVELS) {
      firstName[depth] = nameCount;
      manyNames[depth] = null;
    }
    justOpened = true;
    if (depth - originDepth > MAX_DEPTH) {
      note(RejectCode.TOO_DEEP, "nested deeper than " + MAX_DEPTH + " levels", at - 1);
    }
  }

  /** Moves to the value of the next member of an object; leaves the object at its end. */
  boolean nextMember() throws MalformedJson {
    if (!next((byte) '}')) {
      return false;
    }
    if (peek() != '"') {
      throw malformed("a property's name in double quotes is missing");
    }
    name();
    if (peek() != ':') {
      throw malformed("':' is missing after a property's name");
    }
    at++;
    return true;
  }

  /** Moves to the next element of a list; leaves the list at its end. */
  boolean nextElement() throws MalformedJson {
    return next((byte) ']');
  }

  private boolean next(byte closing) throws MalformedJson {
    byte next = peek();
    separator = -1;
    if (next == closing) {
      at++;
      if (depth <= TRACKED_LEVELS) {
        nameCount = firstName[depth];
        manyNames[depth] = null;
      }
      depth--;
      justOpened = false;
      return false;
    }
    if (!justOpened) {
      if (next != ',') {
        throw malformed("',' or '" + (char) closing + "' is missing");
      }
      separator = at++;
    }
    justOpened = false;
    return true;
  }

  /** Walks over one value, whatever it is. */
  void value() throws MalformedJson {
    int outside = depth;
    scalarOrOpening();
    while (depth > outside) {
      if (objects.get(depth)) {
        if (nextMember()) {
          checkName();
          scalarOrOpening();
        }
      } else if (nextElement()) {
        scalarOrOpening();
      }
    }
  }

  private void scalarOrOpening() throws MalformedJson {
    switch (peek()) {
      case '{', '[' -> enter();
      case '"' -> text();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw malformed("a value is missing");
    }
  }

  private void literal(String word) throws MalformedJson {
    for (int i = 0; i < word.length(); i++) {
      if (at + i >= bytes.length || bytes[at + i] != word.charAt(i)) {
        throw malformed("a value is missing");
      }
    }
    at += word.length();
  }

  /** Walks over the number at the next byte. */
  void number() throws MalformedJson {
    int start = at;
    boolean plain = true;
    if (bytes[at] == '-') {
      at++;
    }
    if (at < bytes.length && bytes[at] == '0') {
      at++;
    } else {
      digits();
    }
    if (at < bytes.length && bytes[at] == '.') {
      at++;
      digits();
    }
    if (at < bytes.length && (bytes[at] | 0x20) == 'e') {
      plain = false;
      at++;
      if (at < bytes.length && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      digits();
    }
    if (problem == null && !(plain && at - start <= JsonNumber.SURELY_SMALL_LENGTH)) {
      RejectCode code = JsonNumber.problem(bytes, start, at);
      if (code != null) {
        note(code, "the number " + Excerpt.of(ascii(start, at)) + " is out of bounds", start);
      }
    }
  }

  private void digits() throws MalformedJson {
    int start = at;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    if (at == start) {
      throw malformed("a digit is missing");
    }
  }

  /** Walks over the text at the next byte. */
  void text() throws MalformedJson {
    int start = at + 1;
    quoted();
    if (at - start > MAX_TEXT_LENGTH) {
      String text = decode(start, at - 1);
      if (text.codePointCount(0, text.length()) > MAX_TEXT_LENGTH) {
        note(
            RejectCode.STRING_TOO_LONG,
            "the text " + Excerpt.of(text) + " has more than " + MAX_TEXT_LENGTH + " characters",
            start - 1);
      }
    }
  }

  /** Walks over the text at the next byte and returns what it says. */
  String decodedText() throws MalformedJson {
    int start = at + 1;
    text();
    return decode(start, at - 1);
  }

  /** Leaves the position behind the closing quote; tells whether there were escapes. */
  private boolean quoted() throws MalformedJson {
    byte[] text = bytes;
    boolean escaped = false;
    int i = at + 1;
    while (true) {
      i = plainEnd(text, i);
      if (i < text.length && text[i] == '"') {
        at = i + 1;
        return escaped;
      }
      at = i;
      if (i < text.length && text[i] == '\\') {
        escaped = true;
        escape();
        i = at;
      } else {
        throw malformed("a text has no end, or holds a control character that is not escaped");
      }
    }
  }

  /** The index of the first byte from an index on that does not stand for itself. */
  private static int plainEnd(byte[] text, int from) {
    int i = from;
    for (; i + Long.BYTES <= text.length; i += Long.BYTES) {
      long eight = (long) LONGS.get(text, i);
      long special = isZero(eight ^ QUOTES) | isZero(eight ^ BACKSLASHES) | isControl(eight);
      if (special != 0) {
        return i + Long.numberOfTrailingZeros(special) / Byte.SIZE;
      }
    }
    while (i < text.length && PLAIN[text[i] & 0xff]) {
      i++;
    }
    return i;
  }

  /** The high bit of the first byte that is zero, and of no byte before it. */
  private static long isZero(long eight) {
    return (eight - ONES) & ~eight & HIGH_BITS;
  }

  /** The high bit of the first byte that is a control character, and of no byte before it. */
  private static long isControl(long eight) {
    return (eight - SPACES) & ~eight & HIGH_BITS;
  }

  private void escape() throws MalformedJson {
    byte letter = at + 1 < bytes.length ? bytes[at + 1] : 0;
    switch (letter) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at += 2;
      case 'u' -> {
        int start = at;
        char unit = hexEscape(start);
        at += 6;
        if (Character.isHighSurrogate(unit)
            && at + 1 < bytes.length
            && bytes[at] == '\\'
            && bytes[at + 1] == 'u'
            && Character.isLowSurrogate(hexEscape(at))) {
          at += 6;
        } else if (Character.isSurrogate(unit)) {
          note(
              RejectCode.LONE_SURROGATE,
              "the escape " + ascii(start, start + 6) + " is half of a surrogate pair",
              start);
        }
      }
      default -> throw malformed("a backslash is followed by no escape that JSON knows");
    }
  }

  private char hexEscape(int start) throws MalformedJson {
    int unit = 0;
    for (int i = start + 2; i < start + 6; i++) {
      int digit = i < bytes.length && bytes[i] >= 0 ? Character.digit(bytes[i], 16) : -1;
      if (digit < 0) {
        at = i;
        throw malformed("\\u is not followed by four hexadecimal digits");
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }

  /** Walks over the text at the next byte and returns its time, or {@code NOT_A_TIME}. */
  long time() throws MalformedJson {
    int start = at + 1;
    boolean escaped = quoted();
    return escaped ? EventTime.parse(decode(start, at - 1)) : EventTime.parse(bytes, start, at - 1);
  }

  /** Walks over the value at the next byte and returns it, or null if it is no valid number. */
  @Nullable BigDecimal decimal() throws MalformedJson {
    byte first = peek();
    int start = at;
    value();
    if (first != '-' && (first < '0' || first > '9')) {
      return null;
    }
    // Not "has no problem been noted": an earlier one would hide a number of a million digits.
    return JsonNumber.problem(bytes, start, at) == null
        ? JsonNumber.decimal(bytes, start, at)
        : null;
  }

  /** Reads the name at the next byte, and notes it if the object has it already. */
  private void name() throws MalformedJson {
    byte[] text = bytes;
    int start = at + 1;
    int i = plainEnd(text, start);
    nameStart = start;
    if (i < text.length && text[i] == '"') {
      nameEscaped = false;
      at = i + 1;
    } else {
      nameEscaped = quoted();
    }
    nameEnd = at - 1;
    int hash = hashName();
    nameSuspicious =
        nameDotted
            || nameEscaped
            || nameEnd == start
            || nameEnd - start > MAX_NAME_BYTES_SURELY_SHORT
            || text[start] == '$';
    if (depth <= TRACKED_LEVELS && !addName(hash)) {
      note(
          RejectCode.DUPLICATE_KEY,
          "the key " + Excerpt.of(decode(nameStart, nameEnd)) + " occurs twice in one object",
          start - 1);
    }
  }

  /** Of the bytes of the current name, eight at once; says on the way whether one is a dot. */
  private int hashName() {
    long hash = 0;
    long dots = 0;
    for (int i = nameStart; i < nameEnd; i += Long.BYTES) {
      long eight = eight(i, nameEnd);
      hash = (hash ^ eight) * HASH_FACTOR;
      dots |= isZero(eight ^ DOTS);
    }
    nameDotted = dots != 0;
    return (int) (hash >>> Integer.SIZE);
  }

  /** The bytes from an index on, at most eight, and zeros from an end on. */
  private long eight(int from, int to) {
    if (to - from >= Long.BYTES) {
      return (long) LONGS.get(bytes, from);
    }
    if (from + Long.BYTES <= bytes.length) {
      return (long) LONGS.get(bytes, from) & ((1L << ((to - from) * Byte.SIZE)) - 1);
    }
    long eight = 0;
    for (int i = to - 1; i >= from; i--) {
      eight = (eight << Byte.SIZE) | (bytes[i] & 0xff);
    }
    return eight;
  }

  /** Notes a name that no property may have. */
  void checkName() {
    if (nameSuspicious) {
      String wrong = PropertyName.problem(decode(nameStart, nameEnd));
      if (wrong != null) {
        note(RejectCode.INVALID_PROPERTY_NAME, wrong, nameStart - 1);
      }
    }
  }

  /** The name of the current member. */
  String memberName() {
    return decode(nameStart, nameEnd);
  }

  /** Whether the current member has this name, which must be ASCII, in whatever spelling. */
  boolean memberIs(String name) {
    if (nameEscaped) {
      return memberName().equals(name);
    }
    if (nameEnd - nameStart != name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (bytes[nameStart + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean addName(int hash) {
    Set<String> many = manyNames[depth];
    int first = firstName[depth];
    if (many == null && (nameEscaped || nameCount - first == FEW_NAMES)) {
      many = new HashSet<>();
      for (int i = first; i < nameCount; i++) {
        many.add(decode(nameStarts[i], nameEnds[i]));
      }
      manyNames[depth] = many;
    }
    if (many != null) {
      return many.add(memberName());
    }
    for (int i = first; i < nameCount; i++) {
      if (nameHashes[i] == hash
          && Arrays.equals(bytes, nameStarts[i], nameEnds[i], bytes, nameStart, nameEnd)) {
        return false;
      }
    }
    if (nameCount == nameHashes.length) {
      nameHashes = Arrays.copyOf(nameHashes, 2 * nameCount);
      nameStarts = Arrays.copyOf(nameStarts, 2 * nameCount);
      nameEnds = Arrays.copyOf(nameEnds, 2 * nameCount);
    }
    nameHashes[nameCount] = hash;
    nameStarts[nameCount] = nameStart;
    nameEnds[nameCount] = nameEnd;
    nameCount++;
    return true;
  }

  /** Remembers the first problem of an event; {@code where} is an index into the text. */
  void note(RejectCode code, String what, int where) {
    if (problem == null) {
      problem = code;
      reason = what + ", at byte " + (where - origin);
    }
  }

  /** What the text that begins at an index says, cut short. */
  String excerpt(int quote) {
    return Excerpt.of(decode(quote + 1, at - 1));
  }

  void copy(int from, int to, byte[] into, int where) {
    System.arraycopy(bytes, from, into, where, to - from);
  }

  byte[] copy(int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  private void skipSpace() {
    while (at < bytes.length
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }

  /** Says what is missing at the current position. */
  MalformedJson malformed(String what) {
    return new MalformedJson(
        what + (at < bytes.length ? ", at byte " + at : ", where the text ends"));
  }

  private String ascii(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private String decode(int from, int to) {
    int i = from;
    while (i < to && bytes[i] != '\\') {
      i++;
    }
    if (i == to) {
      return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
    StringBuilder text = new StringBuilder(to - from);
    int plainFrom = from;
    for (; i < to; i++) {
      if (bytes[i] == '\\') {
        text.append(new String(bytes, plainFrom, i - plainFrom, StandardCharsets.UTF_8));
        i++;
        switch (bytes[i]) {
          case 'b' -> text.append('\b');
          case 'f' -> text.append('\f');
          case 'n' -> text.append('\n');
          case 'r' -> text.append('\r');
          case 't' -> text.append('\t');
          case 'u' -> {
            text.append((char) Integer.parseInt(ascii(i + 1, i + 5), 16));
            i += 4;
          }
          default -> text.append((char) bytes[i]);
        }
        plainFrom = i + 1;
      }
    }
    return text.append(new String(bytes, plainFrom, to - plainFrom, StandardCharsets.UTF_8))
        .toString();
  }
}

package io.millrace.patterns.eql;

/**
 * A word of a text.
 *
 * @param value a text's or quoted name's content, else what is written
 * @param from index in the text
 * @param to index behind it
 */
record Token(Kind kind, String value, int from, int to) {

  enum Kind {
    NAME,
    /** In backticks: never a keyword. */
    QUOTED_NAME,
    TEXT,
    NUMBER,
    SYMBOL,
    END
  }

  boolean is(String written) {
    return (kind == Kind.NAME || kind == Kind.SYMBOL) && value.equals(written);
  }
}

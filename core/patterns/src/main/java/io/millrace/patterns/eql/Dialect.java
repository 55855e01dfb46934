package io.millrace.patterns.eql;

/** Whose EQL a text is. */
public enum Dialect {
  /**
   * That of Elasticsearch's documentation: case matters unless an operator says that it does not.
   */
  ELASTIC,

  /**
   * That of github.com/endgameinc/eql: case never matters, {@code ==} knows wildcards, texts may
   * stand in single quotes, and {@code ?} before a text makes it a raw one.
   */
  ENDGAME
}

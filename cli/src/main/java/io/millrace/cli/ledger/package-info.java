/** Recounts what ingest wrote against its ledger, with code that shares nothing with ingest. */
@NullMarked
package io.millrace.cli.ledger;

import org.jspecify.annotations.NullMarked;

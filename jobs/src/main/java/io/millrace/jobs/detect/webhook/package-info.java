/**
 * Calls receivers of alerts over HTTP: docs/patterns/webhooks.md, docs/decisions/012-webhooks.md.
 */
@NullMarked
package io.millrace.jobs.detect.webhook;

import org.jspecify.annotations.NullMarked;

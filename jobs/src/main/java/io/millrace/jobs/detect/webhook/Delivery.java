package io.millrace.jobs.detect.webhook;

/**
 * An alert for one receiver. Those that are not done are in each checkpoint.
 *
 * @param sinceMillis when the alert was read: the time to try it does not begin anew after a
 *     failure
 */
record Delivery(String webhook, String alertId, String patternId, long sinceMillis, String json) {}

package io.millrace.jobs.detect.webhook;

import io.millrace.jobs.common.Webhook;
import java.io.IOException;
import java.util.Map;

/** Makes one request. */
interface Post {

  Answer send(Webhook webhook, Map<String, String> headers, byte[] body) throws IOException;
}

package io.millrace.jobs.detect.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What a name stands for. */
interface Resolver {

  InetAddress[] resolve(String host) throws UnknownHostException;
}

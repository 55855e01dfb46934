package io.millrace.jobs.detect.webhook;

import java.io.IOException;

/** A name leads to where nothing may be called. */
final class AddressRefused extends IOException {

  private static final long serialVersionUID = 1;

  AddressRefused(String message) {
    super(message);
  }
}

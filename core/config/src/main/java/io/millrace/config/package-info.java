/** A strict reader of configuration files whose every error says where and what to write. */
@NullMarked
package io.millrace.config;

import org.jspecify.annotations.NullMarked;

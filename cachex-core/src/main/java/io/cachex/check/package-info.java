/** Finds out, in production and in tests, how stale what a cache serves really is. */
@NullMarked
package io.cachex.check;

import org.jspecify.annotations.NullMarked;

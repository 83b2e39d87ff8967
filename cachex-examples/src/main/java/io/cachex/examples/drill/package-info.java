/**
 * The drill: a recorded request stream is sent to CacheX and to two simpler caches while the origin behind them gets
 * slow, hangs, goes down and comes back. {@code data} is the real input, {@code origin} what fails, {@code contender}
 * the caches, {@code replay} sends and measures, {@code view} shows.
 */
@NullMarked
package io.cachex.examples.drill;

import org.jspecify.annotations.NullMarked;

/**
 * The drill. First act: a recorded request stream is sent to CacheX and to two simpler caches while the origin behind them
 * gets slow, hangs, goes down and comes back. {@code data} is the real input, {@code origin} what fails, {@code contender}
 * the caches, {@code replay} sends and measures. Second act: three nodes and a Redis that fails, all in {@code nodes}.
 * {@code view} shows both.
 */
@NullMarked
package io.cachex.examples.drill;

import org.jspecify.annotations.NullMarked;

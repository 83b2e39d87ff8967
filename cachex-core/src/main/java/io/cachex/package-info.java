/**
 * CacheX: typed caches that stay fast and keep answering when what is behind them does not.
 *
 * <p>Start at {@link io.cachex.Cache#builder}. The faces are {@link io.cachex.Cache} and {@link io.cachex.AsyncCache};
 * behind them stands one engine, whose class documentation tells the read path in one sentence.
 */
@NullMarked
package io.cachex;

import org.jspecify.annotations.NullMarked;

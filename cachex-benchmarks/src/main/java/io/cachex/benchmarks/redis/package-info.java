/**
 * What the Redis tier costs beside a client used directly and beside other libraries, on one server.
 * {@link io.cachex.benchmarks.redis.RedisTier} runs everything and prints the ratios and the goals.
 */
@NullMarked
package io.cachex.benchmarks.redis;

import org.jspecify.annotations.NullMarked;

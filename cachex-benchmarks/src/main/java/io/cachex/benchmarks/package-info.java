/**
 * What CacheX costs beside what it stands on and what else there is. {@link io.cachex.benchmarks.Rounds} runs the JMH
 * benchmarks and prints their ratios; {@link io.cachex.benchmarks.MemoryPerEntry} and
 * {@link io.cachex.benchmarks.Stampede} are programs of their own.
 */
@NullMarked
package io.cachex.benchmarks;

import org.jspecify.annotations.NullMarked;

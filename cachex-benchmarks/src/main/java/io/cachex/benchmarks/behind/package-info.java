/** What it costs to accept a write that is made later. {@link io.cachex.benchmarks.behind.WriteRates} runs everything. */
@NullMarked
package io.cachex.benchmarks.behind;

import org.jspecify.annotations.NullMarked;

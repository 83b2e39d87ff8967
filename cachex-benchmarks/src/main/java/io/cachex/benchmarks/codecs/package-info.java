/** What codecs, compression and encryption cost. */
@NullMarked
package io.cachex.benchmarks.codecs;

import org.jspecify.annotations.NullMarked;

/** Contenders beside each other in one JVM, which have their turns in rounds: what both sides suffer, no ratio shows. */
@NullMarked
package io.cachex.benchmarks.turns;

import org.jspecify.annotations.NullMarked;

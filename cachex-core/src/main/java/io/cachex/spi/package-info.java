/**
 * What can be plugged into a cache: stores, policies, codecs, buses, locks, observers, clocks.
 *
 * <p>Every interface here uses the JDK and JSpecify only. Stages never throw and never block: a failure is a failed
 * stage. Contract tests for each interface are published in {@code cachex-testkit}.
 */
@NullMarked
package io.cachex.spi;

import org.jspecify.annotations.NullMarked;

/**
 * For whoever tests with CacheX or writes a part of it: a clock that stands still until told to move, a store that fails
 * on demand, an observer that remembers, and the contract of each interface of {@code io.cachex.spi} as JUnit tests.
 *
 * <p>To test a store of your own, extend {@link io.cachex.testkit.StoreContract} and give it the store; likewise for the
 * other contracts.
 */
@NullMarked
package io.cachex.testkit;

import org.jspecify.annotations.NullMarked;

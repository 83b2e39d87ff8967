/**
 * What stands beside a cache in a service: something made on first use ({@link io.cachex.resilience.service.Lazy}), something
 * with a stand-in ({@link io.cachex.resilience.service.Degradable}), a pool that follows its use
 * ({@link io.cachex.resilience.service.AdaptivePool}), and all of them started and closed in order
 * ({@link io.cachex.resilience.service.Services}).
 */
@NullMarked
package io.cachex.resilience.service;

import org.jspecify.annotations.NullMarked;

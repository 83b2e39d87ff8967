package io.cachex.spring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What Spring's face of a cache adds to it.
 *
 * @param nullTtl how long it is kept that a method answered null; zero for not at all, null for as long as values
 * @param reportsRefusals whether a change that the store did not take fails its caller
 */
record CacheTraits(@Nullable Duration nullTtl, boolean reportsRefusals) {}

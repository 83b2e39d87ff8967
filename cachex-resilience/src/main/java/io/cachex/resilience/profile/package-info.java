/**
 * The sections of a profile that this module brings, {@link io.cachex.resilience.profile.ResilienceSections}: policies around
 * the store's calls and the loader's, write-behind, the Bloom guard, and what stands around a cache. What a program gets from an
 * opened document is {@link io.cachex.resilience.profile.Offloading} and {@link io.cachex.resilience.profile.CacheParts}; what it
 * may give to one, {@link io.cachex.resilience.profile.KnownKeys}.
 */
@NullMarked
package io.cachex.resilience.profile;

import org.jspecify.annotations.NullMarked;

/**
 * CacheX behind Spring's cache abstraction: {@link io.cachex.spring.CachexCacheManager} makes caches by name, so that
 * {@code @Cacheable} works with one load for all nodes, old values when the method fails, and changes that reach every node.
 *
 * <p>Needs Spring Framework 6.2 or 7, and nothing of Spring Boot: that is in {@link io.cachex.spring.autoconfigure}.
 */
@NullMarked
package io.cachex.spring;

import org.jspecify.annotations.NullMarked;

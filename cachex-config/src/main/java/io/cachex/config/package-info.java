/**
 * Caches from YAML documents: {@link io.cachex.config.CacheX} makes and keeps them, {@link io.cachex.config.Profiles} gives
 * their builders.
 *
 * <p>Inside, from the file to the cache: {@code Input} (bytes), {@code YamlReader} ({@code Item}s with positions),
 * {@code Collector} ({@code Layer}s of settings, checked against the {@code Model}), {@code Selection} (profile, environment),
 * {@code Document} (what holds), {@code Running} (what was made of it and can change). The model is that of
 * {@link io.cachex.profile}; nothing here knows a section by its name.
 */
@NullMarked
package io.cachex.config;

import org.jspecify.annotations.NullMarked;

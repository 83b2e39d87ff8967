/**
 * What a profile may say: how a module tells {@code cachex-config} which sections and options a document may have, and what is
 * made of them.
 *
 * <p>A {@link io.cachex.profile.SectionProvider} per module, found by the {@link java.util.ServiceLoader}, brings
 * {@link io.cachex.profile.Section sections}; a section has {@link io.cachex.profile.Option options}, each of a
 * {@link io.cachex.profile.Kind kind}, and turns them, through a builder that is there anyway, into a part of a cache
 * ({@link io.cachex.profile.CachePlan}) or of the process ({@link io.cachex.profile.Plan}). Reading, positions in messages, the
 * schema for editors, the reference page and reloading come from this one model.
 */
@NullMarked
package io.cachex.profile;

import org.jspecify.annotations.NullMarked;

/**
 * The sections of a profile that speak for {@link io.cachex.CacheBuilder} itself, and for what is in this module: one class for
 * each section, {@link io.cachex.profile.core.CoreSections} brings them all. Nobody but a document uses them.
 */
@NullMarked
package io.cachex.profile.core;

import org.jspecify.annotations.NullMarked;

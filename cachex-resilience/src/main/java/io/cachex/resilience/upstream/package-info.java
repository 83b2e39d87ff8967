/**
 * Several origins as one loader: {@link io.cachex.resilience.upstream.Upstreams} asks the best of those that are healthy,
 * and the next one if that fails.
 *
 * <pre>
 * Upstreams ──► Members: who there is, who is in use      ◄── Checker: checks and their times
 *      │            └─ Standing, Rhythm: one member's verdict, and when it is asked again
 *      └──► FailOver: one load, from one member to the next
 * </pre>
 */
@NullMarked
package io.cachex.resilience.upstream;

import org.jspecify.annotations.NullMarked;

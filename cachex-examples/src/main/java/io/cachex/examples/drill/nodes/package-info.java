/**
 * The drill's second act: three service nodes share a Redis that is frozen, killed, comes back empty and is cut off from
 * one of them, while values change. {@code Redis} and the links to it are real; the nodes are three caches in one JVM that
 * share nothing but the server. {@link io.cachex.examples.drill.nodes.Oracle} tells how old what a reader saw was.
 */
@NullMarked
package io.cachex.examples.drill.nodes;

import org.jspecify.annotations.NullMarked;

/** The caches that are compared, each as a service's author would set it up. */
@NullMarked
package io.cachex.examples.drill.contender;

import org.jspecify.annotations.NullMarked;

/** What is behind the caches: an HTTP server that can be made to fail, and the client through which every cache reads it. */
@NullMarked
package io.cachex.examples.drill.origin;

import org.jspecify.annotations.NullMarked;

/** Stores that need nothing but this process, and the decorators that make up the stack between a cache and its store. */
@NullMarked
package io.cachex.store;

import org.jspecify.annotations.NullMarked;

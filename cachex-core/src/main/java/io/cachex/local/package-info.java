/** The invalidation bus and the locks of a single process. */
@NullMarked
package io.cachex.local;

import org.jspecify.annotations.NullMarked;

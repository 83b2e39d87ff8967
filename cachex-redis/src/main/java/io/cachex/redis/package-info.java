/** The tier that processes share, on Redis: a store, the coherence of the copies that nodes keep, and locks. */
@NullMarked
package io.cachex.redis;

import org.jspecify.annotations.NullMarked;

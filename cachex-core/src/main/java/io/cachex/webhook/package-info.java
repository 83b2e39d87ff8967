/** Lets systems that know nothing of CacheX invalidate, by HTTP. Needs the module {@code jdk.httpserver}. */
@NullMarked
package io.cachex.webhook;

import org.jspecify.annotations.NullMarked;

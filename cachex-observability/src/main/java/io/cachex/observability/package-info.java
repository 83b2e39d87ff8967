/** Caches for those who watch them: metrics through Micrometer, traces through OpenTelemetry. Both libraries are optional. */
@NullMarked
package io.cachex.observability;

import org.jspecify.annotations.NullMarked;

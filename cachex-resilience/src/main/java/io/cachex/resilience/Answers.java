package io.cachex.resilience;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a batch.
 *
 * @param failures for each write null if it was made, else why not
 * @param isAway whether the target did not answer, rather than that it refused some
 */
record Answers(List<@Nullable Throwable> failures, boolean isAway) {}

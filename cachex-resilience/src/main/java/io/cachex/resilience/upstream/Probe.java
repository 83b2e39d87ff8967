package io.cachex.resilience.upstream;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How an upstream is asked for its health: by code that blocks or by code that does not, one of the two is there. */
record Probe(@Nullable Callable<Boolean> blocking, @Nullable Supplier<? extends CompletionStage<Boolean>> async) {}

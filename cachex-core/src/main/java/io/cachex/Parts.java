package io.cachex;

import io.cachex.spi.CacheObserver;
import io.cachex.spi.Policy;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What an engine is made of. */
record Parts<T>(
        Settings<T> settings,
        NearTier<T> near,
        @Nullable StoreTier<T> store,
        Tags tags,
        @Nullable Coherence coherence,
        Counters counters,
        Availability availability,
        Executor executor,
        LoadSlots slots,
        @Nullable Origin<T> origin,
        @Nullable BulkLoader<T> bulkLoader,
        @Nullable Policy loaderPolicies,
        @Nullable CacheObserver observer) {}

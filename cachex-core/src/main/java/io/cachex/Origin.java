package io.cachex;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A loader of any kind, as the engine sees it: exactly one of the three is there. */
record Origin<T>(
        @Nullable Loader<T> plain,
        @Nullable ContextLoader<T> contextual,
        @Nullable AsyncLoader<T> async) {

    static <T> Origin<T> ofPlain(Loader<T> loader) {
        return new Origin<>(loader, null, null);
    }

    static <T> Origin<T> ofContextual(ContextLoader<T> loader) {
        return new Origin<>(null, loader, null);
    }

    static <T> Origin<T> ofAsync(AsyncLoader<T> loader) {
        return new Origin<>(null, null, loader);
    }

    /** A bulk loader asked for a single key. */
    static <T> Origin<T> ofBulk(BulkLoader<T> loader) {
        return ofPlain(key -> loader.loadAll(Set.of(key)).get(key));
    }
}

package io.cachex;

import io.cachex.spi.Leasing;
import io.cachex.spi.Leasing.Claim;
import io.cachex.spi.StoredValue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A read of one key: the store answers a {@link StoredValue}, or a {@link Claim} where it gives leases. */
final class KeyQuestion<T> extends StoreQuestion<T, @Nullable Object, StoreRead<T>> {

    private final String key;
    private final @Nullable Leasing leases;

    KeyQuestion(StoreReads<T> reads, String key, @Nullable Leasing leases, Executor hop, Consumer<StoreRead<T>> next) {
        super(reads, hop, next);
        this.key = key;
        this.leases = leases;
    }

    @Override
    CompletionStage<?> question() {
        String storeKey = reads.namespace.storeKey(key);
        return leases == null ? reads.store.read(storeKey) : leases.readOrLease(storeKey, reads.settings.lease);
    }

    @Override
    StoreRead<T> decoded(@Nullable Object told) {
        return reads.decoded(key, told, this);
    }

    @Override
    Set<String> tags(StoreRead<T> read) {
        return read.tags();
    }

    @Override
    StoreRead<T> valid(StoreRead<T> read) {
        return reads.valid(key, read, this);
    }

    @Override
    StoreRead<T> failed(Throwable why) {
        return reads.failed(why);
    }
}

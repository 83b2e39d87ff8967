package io.cachex;

import io.cachex.spi.Leasing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A read of many keys, as one of each, but for the store, which is asked for all at once. */
final class KeysQuestion<T> extends StoreQuestion<T, Map<String, ?>, List<StoreRead<T>>> {

    private final List<String> keys;
    private final Set<String> storeKeys; // in the same order
    private final @Nullable Leasing leases;

    KeysQuestion(
            StoreReads<T> reads,
            List<String> keys,
            @Nullable Leasing leases,
            Executor hop,
            Consumer<List<StoreRead<T>>> next) {
        super(reads, hop, next);
        this.keys = keys;
        this.leases = leases;
        this.storeKeys = new LinkedHashSet<>(keys.size() * 4 / 3 + 1);
        keys.forEach(key -> storeKeys.add(reads.namespace.storeKey(key)));
    }

    @Override
    CompletionStage<? extends Map<String, ?>> question() {
        Set<String> asked = Collections.unmodifiableSet(storeKeys);
        return leases == null ? reads.store.read(asked) : leases.readOrLease(asked, reads.settings.lease);
    }

    @Override
    List<StoreRead<T>> decoded(Map<String, ?> told) {
        List<StoreRead<T>> all = new ArrayList<>(keys.size());
        Iterator<String> storeKey = storeKeys.iterator(); // in the order of the keys
        for (String key : keys) {
            all.add(reads.decoded(key, told.get(storeKey.next()), this));
        }
        return all;
    }

    @Override
    Set<String> tags(List<StoreRead<T>> all) {
        Set<String> tags = Set.of();
        for (StoreRead<T> read : all) {
            if (!read.tags().isEmpty()) {
                tags = tags.isEmpty() ? new HashSet<>() : tags;
                tags.addAll(read.tags());
            }
        }
        return tags;
    }

    @Override
    List<StoreRead<T>> valid(List<StoreRead<T>> all) {
        for (int i = 0; i < all.size(); i++) {
            all.set(i, reads.valid(keys.get(i), all.get(i), this));
        }
        return all;
    }

    @Override
    List<StoreRead<T>> failed(Throwable why) {
        return Collections.nCopies(keys.size(), reads.failed(why));
    }
}

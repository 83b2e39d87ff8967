package io.cachex.testkit;

import io.cachex.spi.Leasing;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.StoredValue;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Leases with their store's faults. Waiting has none. */
record FaultyLeasing(Leasing inner, FaultyStore store) implements Leasing {

    @Override
    public CompletionStage<Map<String, Claim>> readOrLease(Set<String> keys, Duration leaseFor) {
        return store.call(StoreOperation.READ_OR_LEASE, () -> inner.readOrLease(keys, leaseFor));
    }

    @Override
    public CompletionStage<Claim> readOrLease(String key, Duration leaseFor) {
        return store.call(StoreOperation.READ_OR_LEASE, () -> inner.readOrLease(key, leaseFor));
    }

    @Override
    public CompletionStage<Map<String, Claim>> lease(Set<String> keys, Duration leaseFor) {
        return store.call(StoreOperation.LEASE, () -> inner.lease(keys, leaseFor));
    }

    @Override
    public CompletionStage<Map<String, Claim>> takeOver(Set<String> keys, Duration leaseFor) {
        return store.call(StoreOperation.LEASE, () -> inner.takeOver(keys, leaseFor));
    }

    @Override
    public CompletionStage<Boolean> fill(String key, String token, StoredValue value) {
        return store.call(StoreOperation.FILL, () -> inner.fill(key, token, value));
    }

    @Override
    public CompletionStage<Boolean> renew(String key, String token, Duration leaseFor) {
        return store.call(StoreOperation.LEASE, () -> inner.renew(key, token, leaseFor));
    }

    @Override
    public CompletionStage<Void> release(String key, String token) {
        return store.call(StoreOperation.LEASE, () -> inner.release(key, token));
    }

    @Override
    public CompletionStage<Void> settled(String key, Duration atMost) {
        return inner.settled(key, atMost);
    }
}

package io.cachex.store;

import io.cachex.spi.Leasing;
import io.cachex.spi.StoreOperation;
import io.cachex.spi.StoredValue;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Leases with something around each call. Waiting is not a call: it neither fails nor counts against anything. */
record AroundLeasing(Leasing inner, Around around) implements Leasing {

    @Override
    public CompletionStage<Map<String, Claim>> readOrLease(Set<String> keys, Duration leaseFor) {
        return around.call(StoreOperation.READ_OR_LEASE, keys, () -> inner.readOrLease(keys, leaseFor));
    }

    @Override
    public CompletionStage<Claim> readOrLease(String key, Duration leaseFor) {
        return around.call(StoreOperation.READ_OR_LEASE, key, () -> inner.readOrLease(key, leaseFor));
    }

    @Override
    public CompletionStage<Map<String, Claim>> lease(Set<String> keys, Duration leaseFor) {
        return around.call(StoreOperation.LEASE, keys, () -> inner.lease(keys, leaseFor));
    }

    @Override
    public CompletionStage<Map<String, Claim>> takeOver(Set<String> keys, Duration leaseFor) {
        return around.call(StoreOperation.LEASE, keys, () -> inner.takeOver(keys, leaseFor));
    }

    @Override
    public CompletionStage<Boolean> fill(String key, String token, StoredValue value) {
        return around.call(StoreOperation.FILL, key, () -> inner.fill(key, token, value));
    }

    @Override
    public CompletionStage<Boolean> renew(String key, String token, Duration leaseFor) {
        return around.call(StoreOperation.LEASE, key, () -> inner.renew(key, token, leaseFor));
    }

    @Override
    public CompletionStage<Void> release(String key, String token) {
        return around.call(StoreOperation.LEASE, key, () -> inner.release(key, token));
    }

    @Override
    public CompletionStage<Void> settled(String key, Duration atMost) {
        return inner.settled(key, atMost);
    }
}

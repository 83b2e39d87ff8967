package io.cachex.redis;

import io.cachex.local.LocalBus;
import io.cachex.spi.Invalidation;
import io.cachex.spi.Liveness;
import io.cachex.spi.TimeSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * The least that a cache does with a bus: it uses a copy while the copy's load began less than the bound ago, or while the
 * subscription is live and there was no doubt since.
 */
final class ModelNode implements LocalBus.DirectListener {

    private record Copy(long value, long begun, long epoch) {}

    private final TimeSource time = TimeSource.system();
    private final long bound;
    private final Map<String, Copy> copies = new ConcurrentHashMap<>();
    private final Map<String, Long> changes = new ConcurrentHashMap<>();
    private final AtomicLong epoch = new AtomicLong();
    private final AtomicLong loads = new AtomicLong();
    private final Liveness liveness;

    ModelNode(RedisBus bus, String namespace, long boundNanos) {
        bound = boundNanos;
        liveness = (Liveness) bus.subscribe(namespace, this);
    }

    /** The copy if it may be used, else what is loaded. */
    long read(String key, ToLongFunction<String> load) {
        long now = time.nanos();
        Copy copy = copies.get(key);
        if (copy != null
                && (now - copy.begun < bound || (copy.epoch == epoch.get() && liveness.liveUntil() - now > 0))) {
            return copy.value;
        }
        long begunIn = epoch.get();
        long changesBefore = changes.getOrDefault(key, 0L);
        long value = load.applyAsLong(key);
        loads.incrementAndGet();
        copies.compute(
                key,
                (same, there) -> changes.getOrDefault(key, 0L) == changesBefore ? new Copy(value, now, begunIn) : null);
        return value;
    }

    long loads() {
        return loads.get();
    }

    @Override
    public void onInvalidation(Invalidation message) {
        for (String key : message.keys()) {
            copies.compute(key, (same, there) -> {
                changes.merge(key, 1L, Long::sum);
                return null;
            });
        }
    }

    @Override
    public void onDoubt(String reason) {
        epoch.incrementAndGet();
    }
}

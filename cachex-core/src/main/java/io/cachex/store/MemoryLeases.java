package io.cachex.store;

import io.cachex.spi.Leasing;
import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The leases of a memory store. Whatever touches a key's value with a lease in mind does so while it holds the key's place
 * in the map of leases: so a write voids the lease and a fill uses it up in one step with the value.
 */
final class MemoryLeases implements Leasing {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final MemoryStore store;
    private final TimeSource time;
    private final Map<String, Held> leases = new ConcurrentHashMap<>();
    private final AtomicLong tokens = new AtomicLong();

    /** A lease; what waits for its end. */
    private record Held(String token, long until, CompletableFuture<@Nullable Void> ended) {

        boolean isOver(long now) {
            return until - now <= 0;
        }
    }

    MemoryLeases(MemoryStore store, TimeSource time) {
        this.store = store;
        this.time = time;
    }

    /** Makes a change that voids the key's lease. */
    void voiding(String key, Runnable change) {
        whenTrue(key, () -> {
            change.run();
            return true;
        });
    }

    /** Makes a change that voids the key's lease if something was changed; returns whether it was. */
    boolean whenTrue(String key, BooleanSupplier change) {
        Place<Boolean> place = new Place<>(false);
        leases.compute(key, (k, held) -> {
            place.result = change.getAsBoolean();
            place.ended = place.result ? held : null;
            return place.result ? null : held;
        });
        place.tell();
        return place.result;
    }

    /** Forgets leases that ran out; returns whether none is left. */
    boolean dropExpired(long now) {
        leases.values().removeIf(held -> held.isOver(now));
        return leases.isEmpty();
    }

    @Override
    public CompletionStage<Map<String, Claim>> readOrLease(Set<String> keys, Duration leaseFor) {
        return claims(keys, leaseFor, store::readOne, false);
    }

    @Override
    public CompletionStage<Map<String, Claim>> lease(Set<String> keys, Duration leaseFor) {
        return claims(keys, leaseFor, key -> null, false);
    }

    @Override
    public CompletionStage<Map<String, Claim>> takeOver(Set<String> keys, Duration leaseFor) {
        return claims(keys, leaseFor, key -> null, true);
    }

    private CompletionStage<Map<String, Claim>> claims(
            Set<String> keys, Duration leaseFor, Function<String, @Nullable StoredValue> reader, boolean takesOver) {
        return store.answer(() -> {
            long nanos = checked(leaseFor);
            Map<String, Claim> claims = new HashMap<>();
            keys.forEach(key -> claims.put(key, claim(key, nanos, reader, takesOver)));
            store.sweepLater();
            return claims;
        });
    }

    private Claim claim(String key, long nanos, Function<String, @Nullable StoredValue> reader, boolean takesOver) {
        Place<Claim> place = new Place<>(new Claim.Busy());
        leases.compute(key, (k, held) -> {
            StoredValue value = reader.apply(k);
            long now = time.nanos();
            if (value != null) {
                place.result = new Claim.Found(value);
                return held;
            }
            if (held != null && !takesOver && !held.isOver(now)) {
                return held;
            }
            String token = Long.toString(tokens.incrementAndGet());
            place.ended = held;
            place.result = new Claim.Granted(token);
            return new Held(token, now + nanos, new CompletableFuture<>());
        });
        place.tell();
        return place.result;
    }

    @Override
    public CompletionStage<Boolean> fill(String key, String token, StoredValue value) {
        return store.answer(() -> {
            Place<Boolean> place = new Place<>(false);
            try {
                leases.computeIfPresent(key, (k, held) -> {
                    if (!isHeld(held, token)) {
                        return held;
                    }
                    place.ended = held;
                    store.writeOne(k, value);
                    place.result = true;
                    return null;
                });
            } finally {
                place.tell();
            }
            return place.result;
        });
    }

    @Override
    public CompletionStage<Boolean> renew(String key, String token, Duration leaseFor) {
        return store.answer(() -> {
            long nanos = checked(leaseFor);
            Place<Boolean> place = new Place<>(false);
            leases.computeIfPresent(key, (k, held) -> {
                place.result = isHeld(held, token);
                return place.result ? new Held(token, time.nanos() + nanos, held.ended) : held;
            });
            return place.result;
        });
    }

    @Override
    public CompletionStage<Void> release(String key, String token) {
        return store.<@Nullable Void>answer(() -> {
            Place<Boolean> place = new Place<>(false);
            leases.computeIfPresent(key, (k, held) -> {
                if (!held.token.equals(token)) {
                    return held;
                }
                place.ended = held;
                return null;
            });
            place.tell();
            return null;
        });
    }

    @Override
    public CompletionStage<Void> settled(String key, Duration atMost) {
        Held held = leases.get(key);
        long left = held == null ? 0 : held.until - time.nanos();
        if (held == null || left <= 0) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<@Nullable Void> settled = new CompletableFuture<>();
        Duration patience = Duration.ofNanos(Math.min(left, atMost.toNanos()));
        TimeSource.Scheduled timer = time.schedule(patience, () -> settled.complete(null));
        held.ended.whenComplete((ended, never) -> {
            timer.cancel();
            settled.complete(null);
        });
        return settled;
    }

    void clear() {
        leases.forEach((key, held) -> held.ended.complete(null));
        leases.clear();
    }

    private boolean isHeld(Held held, String token) {
        return held.token.equals(token) && !held.isOver(time.nanos());
    }

    private static long checked(Duration leaseFor) {
        if (leaseFor.compareTo(SHORTEST) < 0 || leaseFor.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("leaseFor must be from 10 ms to 1 day: " + leaseFor);
        }
        return leaseFor.toNanos();
    }

    /** What is found out inside the map, and done outside: nobody else's code runs while a place is held. */
    private static final class Place<R> {

        private R result;
        private @Nullable Held ended;

        Place(R result) {
            this.result = result;
        }

        void tell() {
            if (ended != null) {
                ended.ended.complete(null);
            }
        }
    }
}

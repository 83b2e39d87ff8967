package io.cachex.testkit;

import io.cachex.spi.Invalidation;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Leasing;
import io.cachex.spi.SelfPublishing;
import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store that leases and publishes, is right, and small; its steps are there to be got wrong by subclasses. */
class SimpleLeasingStore extends SimpleStore implements Leasing, SelfPublishing {

    final SimpleBus bus = new SimpleBus(50);
    final Map<String, Grant> leases = new HashMap<>();
    final Map<String, List<CompletableFuture<Void>>> waiting = new HashMap<>();
    long lastToken;

    SimpleLeasingStore(TimeSource time) {
        super(time);
    }

    record Grant(String token, Duration leaseFor, long since) {}

    @Override
    public CompletionStage<Map<String, Claim>> readOrLease(Set<String> keys, Duration leaseFor) {
        return answer(() -> {
            checkTime(leaseFor);
            Map<String, Claim> claims = new HashMap<>();
            keys.forEach(key -> claims.put(key, readOrTake(key, leaseFor)));
            return claims;
        });
    }

    Claim readOrTake(String key, Duration leaseFor) {
        Held held = live(key);
        return held == null ? take(key, leaseFor) : new Claim.Found(held.value().withKeepFor(remaining(held)));
    }

    @Override
    public CompletionStage<Map<String, Claim>> lease(Set<String> keys, Duration leaseFor) {
        return answer(() -> {
            checkTime(leaseFor);
            Map<String, Claim> claims = new HashMap<>();
            keys.forEach(key -> claims.put(key, take(key, leaseFor)));
            return claims;
        });
    }

    @Override
    public CompletionStage<Map<String, Claim>> takeOver(Set<String> keys, Duration leaseFor) {
        return answer(() -> {
            checkTime(leaseFor);
            Map<String, Claim> claims = new HashMap<>();
            keys.forEach(key -> {
                leases.remove(key);
                claims.put(key, take(key, leaseFor));
            });
            return claims;
        });
    }

    Claim take(String key, Duration leaseFor) {
        if (liveLease(key) != null) {
            return new Claim.Busy();
        }
        String token = nextToken(key);
        leases.put(key, new Grant(token, leaseFor, time.nanos()));
        return new Claim.Granted(token);
    }

    Grant liveLease(String key) {
        Grant grant = leases.get(key);
        return grant == null || isOver(grant.leaseFor(), grant.since()) ? null : grant;
    }

    boolean isHolder(String key, String token) {
        Grant grant = liveLease(key);
        return grant != null && grant.token().equals(token);
    }

    String nextToken(String key) {
        return "token:" + ++lastToken;
    }

    @Override
    public CompletionStage<Boolean> fill(String key, String token, StoredValue value) {
        return answer(() -> {
            boolean mine = isHolder(key, token);
            if (mine) {
                put(key, value);
                leases.remove(key);
                tell(key);
            }
            return mine;
        });
    }

    @Override
    public CompletionStage<Boolean> renew(String key, String token, Duration leaseFor) {
        return answer(() -> {
            checkTime(leaseFor);
            boolean mine = isHolder(key, token);
            if (mine) {
                leases.put(key, new Grant(token, leaseFor, time.nanos()));
            }
            return mine;
        });
    }

    @Override
    public CompletionStage<Void> release(String key, String token) {
        return answer(() -> {
            if (isHolder(key, token)) {
                leases.remove(key);
                tell(key);
            }
            return null;
        });
    }

    @Override
    public CompletionStage<Void> settled(String key, Duration atMost) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        locked(() -> waiting.computeIfAbsent(key, none -> new ArrayList<>()).add(done));
        time.schedule(atMost, () -> done.complete(null));
        return done;
    }

    void tell(String key) {
        List<CompletableFuture<Void>> told = waiting.remove(key);
        if (told != null) {
            told.forEach(one -> one.complete(null));
        }
    }

    void voidLease(String key) {
        leases.remove(key);
    }

    @Override
    void hold(String key, StoredValue value) {
        voidLease(key);
        super.hold(key, value);
    }

    @Override
    public CompletionStage<Void> remove(Set<String> keys) {
        return answer(() -> {
            keys.forEach(this::voidLease);
            values.keySet().removeAll(keys);
            counters.keySet().removeAll(keys);
            return null;
        });
    }

    @Override
    public boolean publishesTo(InvalidationBus other) {
        return other == bus;
    }

    @Override
    public CompletionStage<Void> write(Map<String, StoredValue> entries, Invalidation message) {
        return answer(() -> {
            long version = 0;
            for (Map.Entry<String, StoredValue> entry : entries.entrySet()) {
                put(entry.getKey(), entry.getValue());
                version = Math.max(version, live(entry.getKey()).value().version());
            }
            if (!entries.isEmpty()) {
                publish(message, version, 0);
            }
            return null;
        });
    }

    @Override
    public CompletionStage<Void> remove(Set<String> keys, Invalidation message) {
        return answer(() -> {
            remove(keys);
            if (!keys.isEmpty()) {
                publish(message, 0, 0);
            }
            return null;
        });
    }

    @Override
    public CompletionStage<Boolean> writeIfVersion(String key, long expected, StoredValue value, Invalidation message) {
        return answer(() -> {
            check(value.version() > expected);
            Held old = live(key);
            boolean matches =
                    matches(expected, old == null ? ABSENT : old.value().version());
            if (matches) {
                hold(key, value);
                publish(message, value.version(), 0);
            }
            return matches;
        });
    }

    @Override
    public CompletionStage<Long> advance(String namespace, String name, Invalidation message) {
        return answer(() -> {
            long drawn = Stages.answerOf(advance(namespace, name));
            publish(message, 0, drawn);
            return drawn;
        });
    }

    void publish(Invalidation m, long version, long generation) {
        bus.deliver(new Invalidation(m.source(), m.namespace(), 0, version, m.kind(), m.keys(), m.tags(), generation));
    }

    void checkTime(Duration leaseFor) {
        check(leaseFor.compareTo(Duration.ofMillis(10)) >= 0 && leaseFor.compareTo(Duration.ofDays(1)) <= 0);
    }
}

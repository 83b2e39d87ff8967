package io.cachex.redis;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Asks a server at each interval whether it still knows the locks that are held here. So a holder learns within an interval
 * that the server was restarted without its data, or replaced by one that had not heard of the lock, or that somebody
 * deleted the key, or that the server's clock was stepped, which ends locks too early or too late. Idle while nothing is held.
 */
final class LockWatch {

    /** How many locks one question asks for. */
    private static final int MOST_ASKED = 500;

    private static final Script HELD = Script.of("lockheld.lua");

    private final Link<?> link;
    private final Names names;
    private final ServerClock clock;
    private final TimeSource time;
    private final Duration interval;
    private final Map<RedisLease, Consumer<String>> held = new ConcurrentHashMap<>(); // a lease equals itself only
    private final AtomicBoolean looking = new AtomicBoolean();

    LockWatch(Link<?> link, ServerClock clock, RedisSettings settings) {
        this.link = link;
        this.names = settings.names();
        this.clock = clock;
        this.time = settings.time();
        this.interval = settings.heartbeat();
        clock.onStep(this::stepped);
    }

    void add(RedisLease lease, Consumer<String> gone) {
        held.put(lease, gone);
        if (looking.compareAndSet(false, true)) {
            plan();
        }
    }

    void remove(RedisLease lease) {
        held.remove(lease);
    }

    private void plan() {
        time.schedule(interval, this::look);
    }

    /**
     * On the timer's thread.
     *
     * <p>The race with a new lease: (1) the look finds nothing, (2) the lease is added and finds the watch looking, (3) the
     * watch stops. So it stops first and looks again.
     */
    private void look() {
        held.keySet().removeIf(RedisLease::isOver);
        if (held.isEmpty()) {
            looking.set(false);
            if (held.isEmpty() || !looking.compareAndSet(false, true)) {
                return;
            }
        }
        plan();
        List<RedisLease> asked = new ArrayList<>();
        for (RedisLease lease : held.keySet()) {
            asked.add(lease);
            if (asked.size() == MOST_ASKED) {
                ask(asked);
                asked = new ArrayList<>();
            }
        }
        if (!asked.isEmpty()) {
            ask(asked);
        }
    }

    private void ask(List<RedisLease> asked) {
        List<byte[]> keys =
                asked.stream().map(lease -> names.lock(lease.name())).toList();
        List<byte[]> owners =
                asked.stream().map(lease -> Arguments.of(lease.owner())).toList();
        long sent = time.nanos();
        HELD.run(link, keys, owners).thenAccept(answer -> {
            clock.observe(Answers.micros(answer), sent, time.nanos());
            for (int i = 0; i < asked.size(); i++) {
                if (!Long.valueOf(1).equals(answer.get(i + 2))) {
                    gone(asked.get(i), "the server does not know of it");
                }
            }
        });
    }

    private void stepped() {
        held.keySet().forEach(lease -> gone(lease, "the server's clock was stepped"));
    }

    private void gone(RedisLease lease, String reason) {
        Consumer<String> told = held.remove(lease);
        if (told != null) {
            told.accept(reason);
        }
    }
}

package io.cachex.redis;

import io.cachex.spi.Lease.Loss;
import io.cachex.spi.TimeSource;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server at each interval, and as soon as there is a new connection, whether it still knows the locks that are held
 * here. So a holder learns at once that the server was restarted without its data, or replaced by one that had not heard of
 * the lock, and within an interval that somebody deleted the key, or that the server's clock was stepped, which ends locks
 * too early or too late. Idle while nothing is held.
 */
final class LockWatch implements Link.Listener<StatefulRedisConnection<byte[], byte[]>> {

    /** How many locks one question asks for. */
    private static final int MOST_ASKED = 500;

    private static final Script HELD = Script.of("lockheld.lua");

    private final Link<?> link;
    private final Names names;
    private final ServerClock clock;
    private final TimeSource time;
    private final Duration interval;
    private final Map<RedisLease, Consumer<Loss>> held = new ConcurrentHashMap<>(); // a lease equals itself only
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean isAnew; // the connection is, and it is not known yet to which server
    private volatile @Nullable String server; // the run of the server that was last connected to

    LockWatch(Link<?> link, ServerClock clock, RedisSettings settings) {
        this.link = link;
        this.names = settings.names();
        this.clock = clock;
        this.time = settings.time();
        this.interval = settings.heartbeat();
        clock.onStep(this::stepped);
        link.listen(this);
    }

    void add(RedisLease lease, Consumer<Loss> gone) {
        held.put(lease, gone);
        if (looking.compareAndSet(false, true)) {
            plan();
        }
    }

    void remove(RedisLease lease) {
        held.remove(lease);
    }

    /** Learns which server it is, at the least. */
    @Override
    public void onConnected(StatefulRedisConnection<byte[], byte[]> connection) {
        isAnew = true;
        askAll();
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
        askAll();
    }

    private void askAll() {
        List<RedisLease> asked = new ArrayList<>();
        for (RedisLease lease : held.keySet()) {
            asked.add(lease);
            if (asked.size() == MOST_ASKED) {
                ask(asked);
                asked = new ArrayList<>();
            }
        }
        if (isAnew || !asked.isEmpty()) {
            ask(asked);
        }
    }

    private void ask(List<RedisLease> asked) {
        boolean isNew = isAnew;
        String before = server;
        List<byte[]> keys =
                asked.stream().map(lease -> names.lock(lease.name())).toList();
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(Arguments.of(isNew ? 1 : 0));
        asked.forEach(lease -> arguments.add(Arguments.of(lease.owner())));
        long sent = time.nanos();
        HELD.run(link, keys, arguments).thenAccept(answer -> {
            clock.observe(Answers.micros(answer), sent, time.nanos());
            boolean changed = false;
            String now = Answers.text(answer.get(2));
            if (!now.isEmpty()) {
                changed = before != null && !before.equals(now);
                server = now;
                isAnew = false;
            }
            for (int i = 0; i < asked.size(); i++) {
                if (!Long.valueOf(1).equals(answer.get(i + 3))) {
                    gone(asked.get(i), changed ? Loss.SERVER_CHANGED : Loss.TAKEN);
                }
            }
        });
    }

    private void stepped() {
        held.keySet().forEach(lease -> gone(lease, Loss.CLOCK_STEP));
    }

    private void gone(RedisLease lease, Loss cause) {
        Consumer<Loss> told = held.remove(lease);
        if (told != null) {
            told.accept(cause);
        }
    }
}

package io.cachex.redis;

import io.cachex.spi.TimeSource;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Asks the server for its time now and then while a link is connected: clocks drift, and are set. */
final class ClockWatch implements Link.Listener<StatefulRedisConnection<byte[], byte[]>> {

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Link<?> link;
    private final ServerClock clock;
    private final TimeSource time;
    private final AtomicBoolean asking = new AtomicBoolean();
    private TimeSource.@Nullable Scheduled next; // guarded by this; null while there is no connection

    ClockWatch(Link<?> link, ServerClock clock) {
        this.link = link;
        this.clock = clock;
        this.time = link.time();
    }

    @Override
    public synchronized void onConnected(StatefulRedisConnection<byte[], byte[]> connection) {
        next = time.schedule(INTERVAL, this::tick);
    }

    @Override
    public synchronized void onLost(String reason) {
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    /** Asks now, unless an answer is under way. */
    void ask() {
        if (asking.compareAndSet(false, true)) {
            long sent = time.nanos();
            link.send(Requests.time()).whenComplete((answer, failure) -> {
                asking.set(false);
                if (failure == null) {
                    clock.observe(Requests.micros(answer), sent, time.nanos());
                }
            });
        }
    }

    private void tick() {
        ask();
        synchronized (this) {
            if (next != null) {
                next = time.schedule(INTERVAL, this::tick);
            }
        }
    }
}

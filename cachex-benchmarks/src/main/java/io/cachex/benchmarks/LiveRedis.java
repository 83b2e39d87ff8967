package io.cachex.benchmarks;

import io.cachex.redis.Redis;
import io.cachex.spi.Invalidation;
import io.cachex.spi.InvalidationBus;
import io.cachex.spi.Liveness;
import io.cachex.spi.Subscription;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Redis as CacheX sees it, once it is connected: what is measured is neither the connecting nor the first heartbeat. */
public final class LiveRedis {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);

    private LiveRedis() {}

    /**
     * Redis at this address, whose bus has proven that copies may be used. Its command timeout is long, so that a pause of
     * the machine is a slow answer and not a miss.
     */
    public static Redis at(String uri) {
        Redis redis = Redis.builder().uri(uri).commandTimeout(COMMAND_TIMEOUT).build();
        redis.store();
        redis.locks();
        try (Subscription subscription = redis.bus().subscribe("live", new Deaf())) {
            long giveUp = System.nanoTime() + PATIENCE.toNanos();
            while (((Liveness) subscription).liveUntil() < TimeSource.system().nanos()) {
                if (System.nanoTime() > giveUp) {
                    throw new IllegalStateException("no connection to " + uri);
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
        return redis;
    }

    private static final class Deaf implements InvalidationBus.Listener {

        @Override
        public void onInvalidation(Invalidation message) {}

        @Override
        public void onDoubt(String reason) {}
    }
}

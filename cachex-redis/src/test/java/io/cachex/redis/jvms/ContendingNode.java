package io.cachex.redis.jvms;

import io.cachex.redis.Redis;
import io.cachex.spi.Lease;
import io.cachex.spi.LockProvider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A node whose threads want one lock, over and over, and threads that take the processor away from them. */
public final class ContendingNode extends ChildMain {

    /** Arguments: the address, how many contenders, how long a lock lasts in ms, how many threads take the processor. */
    @Override
    protected void run(SharedNumbers shared, List<String> arguments) throws Exception {
        int contenders = Integer.parseInt(arguments.get(1));
        Duration ttl = Duration.ofMillis(Long.parseLong(arguments.get(2)));
        int busy = Integer.parseInt(arguments.get(3));
        Holders holders = new Holders(shared);
        FencedCount count = new FencedCount(shared);
        try (Redis redis = Redis.builder()
                .uri(arguments.get(0))
                .commandTimeout(Duration.ofMillis(busy == 0 ? 150 : 300))
                .build()) {
            LockProvider locks = redis.locks();
            await(() -> isTaken(locks, "warm-up-" + ProcessHandle.current().pid(), ttl, null, null));
            shared.add(READY, 1);
            await(() -> shared.get(ROUND) != 0);
            inThreads(contenders + busy, i -> {
                while (shared.get(END) == 0 && !holders.isFull()) {
                    if (i >= contenders) {
                        Thread.onSpinWait();
                    } else if (!isTaken(locks, "job", ttl, holders, count)) {
                        pause(Duration.ofNanos(ThreadLocalRandom.current().nextInt(20_000_000)));
                    }
                }
            });
        }
    }

    /** Takes the lock, works under it and gives it back. */
    private static boolean isTaken(LockProvider locks, String name, Duration ttl, Holders holders, FencedCount count) {
        Optional<Lease> taken;
        try {
            taken = locks.tryAcquire(name, ttl).toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) { // the service is away
            return false;
        }
        taken.ifPresent(lease -> {
            if (holders != null) {
                int number = holders.enter(lease);
                long read = count.read(lease.fencingToken());
                if (ThreadLocalRandom.current().nextInt(100) == 0) { // some stay for too long
                    pause(ttl.multipliedBy(ThreadLocalRandom.current().nextInt(150))
                            .dividedBy(100));
                }
                count.write(lease.fencingToken(), read + 1);
                holders.leave(number);
            }
            lease.release();
        });
        return taken.isPresent();
    }
}

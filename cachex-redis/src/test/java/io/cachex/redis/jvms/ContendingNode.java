package io.cachex.redis.jvms;

import io.cachex.redis.Redis;
import io.cachex.spi.Lease;
import io.cachex.spi.LockProvider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A node whose threads want one lock, over and over, and threads that take the processor away from them. */
public final class ContendingNode extends ChildMain {

    /**
     * Arguments: the address, how many contenders, how long a lock lasts in ms, how many threads take the processor, one in
     * how many sections takes longer than the lock lasts.
     */
    @Override
    protected void run(SharedNumbers shared, List<String> arguments) throws Exception {
        int contenders = Integer.parseInt(arguments.get(1));
        Duration ttl = Duration.ofMillis(Long.parseLong(arguments.get(2)));
        int busy = Integer.parseInt(arguments.get(3));
        int slow = Integer.parseInt(arguments.get(4));
        Holders holders = new Holders(shared);
        FencedCount count = new FencedCount(shared);
        try (Redis redis = Redis.builder()
                .uri(arguments.get(0))
                .commandTimeout(Duration.ofMillis(busy == 0 ? 150 : 300))
                .build()) {
            LockProvider locks = redis.locks();
            await(() -> isTaken(locks, "warm-up-" + ProcessHandle.current().pid(), ttl, lease -> {}));
            shared.add(READY, 1);
            await(() -> shared.get(ROUND) != 0);
            Consumer<Lease> section = lease -> {
                int number = holders.enter(lease);
                long read = count.read(lease.fencingToken());
                if (ThreadLocalRandom.current().nextInt(slow) == 0) {
                    pause(ttl.multipliedBy(3).dividedBy(2));
                }
                count.write(lease.fencingToken(), read + 1);
                holders.leave(number);
            };
            inThreads(contenders + busy, i -> {
                while (shared.get(END) == 0 && !holders.isFull()) {
                    if (i >= contenders) {
                        Thread.onSpinWait();
                    } else if (!isTaken(locks, "job", ttl, section)) {
                        pause(Duration.ofNanos(ThreadLocalRandom.current().nextInt(20_000_000)));
                    }
                }
            });
        }
    }

    /** Takes the lock, works under it and gives it back. */
    private static boolean isTaken(LockProvider locks, String name, Duration ttl, Consumer<Lease> section) {
        Optional<Lease> taken;
        try {
            taken = locks.tryAcquire(name, ttl).toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) { // the service is away
            return false;
        }
        taken.ifPresent(lease -> {
            section.accept(lease);
            lease.release();
        });
        return taken.isPresent();
    }
}

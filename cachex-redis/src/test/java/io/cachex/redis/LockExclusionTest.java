package io.cachex.redis;

import static io.cachex.redis.Nodes.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Lease;
import io.cachex.spi.LockProvider;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * FT31: 50 contenders, and an oracle that watches them. As long as a holder's lease is valid by its own clock nobody else
 * may believe the same; and what is counted behind a check of the fencing token is exact.
 */
@Timeout(300)
class LockExclusionTest {

    private static final int CONTENDERS = 50;
    private static final Duration TTL = Duration.ofMillis(400);

    private final TimeSource time = TimeSource.system();
    private final Nodes nodes = new Nodes();
    private final List<FaultProxy> proxies = new ArrayList<>();
    private final Oracle oracle = new Oracle();
    private RedisServers servers;

    @AfterEach
    void close() {
        nodes.close();
        proxies.forEach(FaultProxy::close);
        servers.close();
    }

    @Test
    void onOneServerWithoutFaults() throws InterruptedException {
        start(1);

        contend(single(5), 1_000 * soak(), 0, () -> {});

        assertThat(oracle.overlaps).hasValue(0);
        assertThat(oracle.refused.sum()).isZero();
        assertThat(oracle.count()).isEqualTo(oracle.sections.sum()).isGreaterThanOrEqualTo(1_000L);
    }

    /** F4: a holder that was stopped writes too late; the token keeps the count exact. */
    @Test
    void theTokenStopsHoldersThatWereStopped() throws InterruptedException {
        start(1);
        oracle.stopsSome = true;

        contend(single(5), 200 * soak(), 0, () -> {});

        assertThat(oracle.overlaps).hasValue(0);
        assertThat(oracle.refused.sum()).isPositive();
        assertThat(oracle.count()).isEqualTo(oracle.accepted.sum());
    }

    /** The server stops for longer than a lease, connections break and go silent. */
    @Test
    void onOneServerThatFreezesBehindABadNetwork() throws InterruptedException {
        start(1);
        Random random = new Random(7);

        contend(single(5), 300 * soak(), 20 * soak(), () -> {
            FaultProxy proxy = proxies.get(random.nextInt(proxies.size()));
            switch (random.nextInt(4)) {
                case 0 -> {
                    servers.get(0).freeze();
                    pause(random.nextInt(600));
                    servers.get(0).thaw();
                }
                case 1 -> proxy.reset();
                case 2 -> {
                    proxy.blackHole(Direction.BOTH);
                    pause(random.nextInt(600));
                    proxy.reset();
                    proxy.heal();
                }
                default -> {
                    proxy.delay(Duration.ofMillis(random.nextInt(100)), Direction.BOTH);
                    pause(200);
                    proxy.heal();
                }
            }
        });

        assertThat(oracle.overlaps).hasValue(0);
        assertThat(oracle.count()).isEqualTo(oracle.accepted.sum());
    }

    /** Servers of the quorum are killed and come back without their data, freeze, and are cut off. */
    @Test
    void onAQuorumWhoseServersForget() throws InterruptedException {
        start(3);
        Random random = new Random(11);

        contend(quorums(5), 200 * soak(), 8 * soak(), () -> {
            int victim = random.nextInt(3);
            switch (random.nextInt(3)) {
                case 0 -> {
                    servers.get(victim).restartEmpty();
                    pause(1_500); // until it counts again: one at a time, as the protocol asks
                }
                case 1 -> {
                    servers.get(victim).freeze();
                    pause(random.nextInt(600));
                    servers.get(victim).thaw();
                }
                default -> proxies.get(random.nextInt(proxies.size())).reset();
            }
        });

        assertThat(oracle.overlaps).hasValue(0);
        assertThat(oracle.count()).isEqualTo(oracle.accepted.sum());
    }

    private void start(int count) {
        servers = RedisServers.standalone(count);
    }

    private List<LockProvider> single(int count) {
        List<LockProvider> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            FaultProxy proxy = FaultProxy.inFrontOf(servers.get(0));
            proxies.add(proxy);
            all.add(nodes.at(proxy.uri(), builder -> builder.commandTimeout(Duration.ofMillis(150)))
                    .locks());
        }
        all.forEach(locks -> soon().until(() -> Nodes.answers(locks)));
        return all;
    }

    private List<LockProvider> quorums(int count) {
        List<LockProvider> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Redis[] each = servers.all().stream()
                    .map(server -> {
                        FaultProxy proxy = FaultProxy.inFrontOf(server);
                        proxies.add(proxy);
                        return nodes.at(proxy.uri(), builder -> builder.commandTimeout(Duration.ofMillis(150)));
                    })
                    .toArray(Redis[]::new);
            all.add(Redlock.builder(each)
                    .longestTtl(Duration.ofSeconds(1))
                    .nodeTimeout(Duration.ofMillis(100))
                    .build());
        }
        all.forEach(locks -> soon().until(() -> Nodes.answers(locks)));
        return all;
    }

    /** At least so many sections, and for as long as it takes to do so many faults one after the other. */
    private void contend(List<LockProvider> all, int sections, int faults, Runnable fault) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(sections);
        CountDownLatch faultsLeft = new CountDownLatch(faults);
        ExecutorService threads = Executors.newFixedThreadPool(CONTENDERS + 1);
        CountDownLatch done = new CountDownLatch(CONTENDERS);
        for (int i = 0; i < CONTENDERS; i++) {
            LockProvider locks = all.get(i % all.size());
            threads.execute(() -> {
                try {
                    while (left.get() > 0 || faultsLeft.getCount() > 0) {
                        attempt(locks, left);
                    }
                } finally {
                    done.countDown();
                }
            });
        }
        threads.execute(() -> {
            while (faultsLeft.getCount() > 0) {
                fault.run();
                pause(50);
                faultsLeft.countDown();
            }
        });
        assertThat(done.await(200, TimeUnit.SECONDS))
                .as("sections left: " + left)
                .isTrue();
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    private void attempt(LockProvider locks, AtomicInteger left) {
        Optional<Lease> taken;
        try {
            taken = locks.tryAcquire("job", TTL).toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) { // the service is away
            pause(ThreadLocalRandom.current().nextInt(20));
            return;
        }
        if (taken.isEmpty()) {
            pause(ThreadLocalRandom.current().nextInt(10));
            return;
        }
        Lease lease = taken.get();
        oracle.section(lease);
        left.decrementAndGet();
        lease.release();
    }

    private void pause(int millis) {
        CountDownLatch over = new CountDownLatch(1);
        time.schedule(Duration.ofMillis(millis), over::countDown);
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int soak() {
        return Boolean.getBoolean("cachex.soak") ? 50 : 1;
    }

    /** Sees all holders at once, which no holder can, and keeps a count that each of them reads, and writes one higher. */
    private final class Oracle {

        private final LongAdder sections = new LongAdder();
        private final LongAdder accepted = new LongAdder();
        private final LongAdder refused = new LongAdder();
        private final AtomicInteger overlaps = new AtomicInteger();
        private volatile boolean stopsSome;
        private long count; // guarded by this
        private long highest; // guarded by this: the highest token that was shown
        private long heldUntil = time.nanos(); // guarded by this: by the word of the last holder
        private long holder; // guarded by this

        void section(Lease lease) {
            sections.increment();
            enter(lease);
            long read = read(lease.fencingToken());
            if (stopsSome && ThreadLocalRandom.current().nextInt(20) == 0) {
                pause((int) TTL.toMillis() + 100);
            }
            write(lease.fencingToken(), read + 1);
            leave(lease);
        }

        private synchronized void enter(Lease lease) {
            long now = time.nanos();
            long remaining = lease.remaining().toNanos();
            if (remaining > 0) {
                if (heldUntil - now > 0 && holder != lease.fencingToken()) {
                    overlaps.incrementAndGet();
                }
                heldUntil = now + remaining;
                holder = lease.fencingToken();
            }
        }

        private synchronized long read(long token) {
            highest = Math.max(highest, token);
            return count;
        }

        private synchronized void write(long token, long value) {
            if (token < highest) {
                refused.increment();
            } else {
                count = value;
                accepted.increment();
            }
        }

        /** It gives back: from here on it counts on nothing. */
        private synchronized void leave(Lease lease) {
            if (holder == lease.fencingToken()) {
                heldUntil = time.nanos();
            }
        }

        synchronized long count() {
            return count;
        }
    }
}

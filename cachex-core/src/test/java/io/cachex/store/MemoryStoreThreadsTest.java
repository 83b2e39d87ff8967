package io.cachex.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.StoredValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryStoreThreadsTest extends MemoryStoreFixture {

    private static final int THREADS = 8;

    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void endThreads() throws InterruptedException {
        executor.shutdownNow();
        assertThat(executor.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void versionsOfAKeyAreUniqueAndGrow() throws Exception {
        List<List<Long>> seen = all(thread -> {
            List<Long> versions = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                answer(store.write(Map.of("key", StoredValue.of(new byte[] {(byte) thread}, HOUR, 1))));
                versions.add(answer(store.read(Set.of("key"))).get("key").version());
            }
            return versions;
        });

        assertThat(seen).allSatisfy(versions -> assertThat(versions).isSorted().doesNotHaveDuplicates());
        assertThat(answer(store.read(Set.of("key"))).get("key").version()).isEqualTo(THREADS * 2_000L);
    }

    @Test
    void everyWriteRaisesTheVersionByOne() throws Exception {
        Map<String, StoredValue> entry = Map.of("key", StoredValue.of(new byte[1], HOUR, 1));

        all(thread -> {
            for (int i = 0; i < 20_000; i++) {
                answer(store.write(entry));
            }
            return null;
        });

        assertThat(answer(store.read(Set.of("key"))).get("key").version()).isEqualTo(THREADS * 20_000L);
        Structure.check(store);
    }

    @Test
    void ofComparedWritesExactlyOneWins() throws Exception {
        for (long round = 0; round < 300; round++) {
            StoredValue next = StoredValue.of(new byte[10], HOUR, round + 1);
            long expected = round;
            List<Boolean> won = all(thread -> answer(store.writeIfVersion("key", expected, next)));
            assertThat(won).containsOnlyOnce(true);
        }
    }

    @Test
    void everyCountIsGivenOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            String key = "key:" + round; // most races are for the first count
            List<List<Long>> counts = all(thread -> {
                List<Long> mine = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    mine.add(increment(key, 1, HOUR));
                }
                return mine;
            });

            assertThat(counts.stream().flatMap(List::stream)).doesNotHaveDuplicates();
            assertThat(increment(key, 0, HOUR)).isEqualTo(THREADS * 20L);
        }
    }

    @Test
    void theBoundHoldsAndTheBytesAreExactWhileEveryThreadWritesReadsAndEvicts() throws Exception {
        AtomicLong highest = new AtomicLong();

        all(thread -> {
            Random random = new Random(thread);
            for (int i = 0; i < 5_000; i++) {
                String key = "key:" + random.nextInt(100);
                switch (random.nextInt(5)) {
                    case 0, 1 -> write(key, random.nextInt(random.nextInt(20) == 0 ? 9_000 : 300));
                    case 2 -> answer(store.remove(Set.of(key)));
                    case 3 -> increment(key, 1, HOUR);
                    default -> answer(store.read(Set.of(key, "other")));
                }
                highest.accumulateAndGet(store.bytes(), Math::max);
            }
            return null;
        });

        Structure.check(store);
        assertThat(highest).hasValueLessThanOrEqualTo(10_000);
        assertThat(store.evictions()).isPositive();
    }

    @Test
    void nothingIsLeftAfterAClosingInTheMiddleOfIt() throws Exception {
        for (int round = 0; round < 50; round++) {
            store = MemoryStore.of(10_000, time);
            all(thread -> {
                for (int i = 0; i < 50; i++) {
                    if (thread == 0 && i == 25) {
                        store.close();
                    }
                    store.write(Map.of("key:" + i, value(10, HOUR)));
                    store.increment("key:" + i, 1, HOUR);
                }
                return null;
            });
            assertThat(store.bytes()).isZero();
            assertThat(store.size()).isZero();
            assertThat(time.waiting()).isZero();
        }
    }

    private <R> List<R> all(ThreadTask<R> task) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Callable<R>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            tasks.add(() -> {
                start.await();
                return task.run(thread);
            });
        }
        List<R> results = new ArrayList<>();
        for (Future<R> future : executor.invokeAll(tasks)) {
            results.add(future.get());
        }
        return results;
    }

    private interface ThreadTask<R> {
        R run(int thread) throws Exception;
    }
}

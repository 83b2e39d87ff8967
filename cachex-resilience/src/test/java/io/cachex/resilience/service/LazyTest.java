package io.cachex.resilience.service;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cachex.CacheClosedException;
import io.cachex.CacheException;
import io.cachex.ConfigurationException;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** L1: initialised once on first use under concurrency; a failed init is reported and retried after a cool-down; close. */
@Timeout(60)
class LazyTest {

    private final FakeTime time = new FakeTime();
    private final AtomicInteger made = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void isMadeOnFirstUse() {
        Lazy<String> lazy = Lazy.of("db", () -> "v" + made.incrementAndGet());
        assertThat(lazy.isInitialized()).isFalse();
        assertThat(lazy).hasToString("lazy(db, not made)");

        assertThat(lazy.get()).isEqualTo("v1");
        assertThat(lazy.get()).isEqualTo("v1");

        assertThat(lazy.isInitialized()).isTrue();
        assertThat(lazy).hasToString("lazy(db)");
    }

    @Test
    void isMadeOnceWhoeverAsks() throws Exception {
        for (int round = 0; round < (Boolean.getBoolean("cachex.soak") ? 20_000 : 300); round++) {
            AtomicInteger count = new AtomicInteger();
            Lazy<Integer> lazy = Lazy.of("n", count::incrementAndGet);
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Integer>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                all.add(threads.submit(() -> {
                    start.await();
                    return lazy.get();
                }));
            }
            start.countDown();
            for (Future<Integer> one : all) {
                assertThat(one.get()).isEqualTo(1);
            }
        }
    }

    @Test
    void callersGetTheFailureAtOnceUntilTheCoolDownIsOver() {
        AtomicBoolean isDown = new AtomicBoolean(true);
        Lazy<String> lazy = Lazy.of("db", () -> {
                    made.incrementAndGet();
                    if (isDown.get()) {
                        throw new IOException("down");
                    }
                    return "v";
                })
                .coolDown(ofSeconds(10))
                .timeSource(time);

        assertThatThrownBy(lazy::get).isInstanceOf(CacheException.class).hasCauseInstanceOf(IOException.class);
        isDown.set(false);
        time.advance(ofSeconds(10).minusNanos(1));
        assertThatThrownBy(lazy::get)
                .hasMessage("'db' could not be made, and is not tried again yet")
                .hasCauseInstanceOf(IOException.class);
        assertThat(made).hasValue(1);
        assertThat(lazy.failure()).isInstanceOf(IOException.class);
        time.advance(ofSeconds(1));

        assertThat(lazy.get()).isEqualTo("v");
        assertThat(lazy.failure()).isNull();
    }

    @Test
    void closesItsValue() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        Lazy<AutoCloseable> lazy = Lazy.of("db", () -> closed::incrementAndGet);
        lazy.get();

        lazy.close();
        lazy.close();

        assertThat(closed).hasValue(1);
        assertThatThrownBy(lazy::get).isInstanceOf(CacheClosedException.class);
    }

    /** Close during init: the value is closed as soon as it is there, and nobody gets it. */
    @Test
    void closesAValueThatIsBeingMade() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger closed = new AtomicInteger();
        Lazy<AutoCloseable> lazy = Lazy.of("db", () -> {
            begun.countDown();
            release.await();
            return closed::incrementAndGet;
        });
        Future<AutoCloseable> first = threads.submit(lazy::get);
        begun.await();

        lazy.close();
        assertThat(closed).hasValue(0);
        release.countDown();

        assertThatThrownBy(first::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CacheClosedException.class);
        await().until(() -> closed.get() == 1);
    }

    @Test
    void refusesToBeUsedByTheCodeThatMakesIt() {
        AtomicReference<Lazy<String>> self = new AtomicReference<>();
        self.set(Lazy.of("db", () -> self.get().get()));

        assertThatThrownBy(() -> self.get().get()).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void nullIsAFailure() {
        assertThatThrownBy(() -> Lazy.of("db", () -> null).get()).hasCauseInstanceOf(NullPointerException.class);
    }

    @Test
    void refusesWhatCannotWork() {
        assertThatThrownBy(() -> Lazy.of(" ", () -> "v")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> Lazy.of("db", () -> "v").coolDown(ofSeconds(0)))
                .hasMessageContaining("coolDown must be above zero");
    }
}

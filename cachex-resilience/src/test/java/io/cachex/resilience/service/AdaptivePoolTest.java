package io.cachex.resilience.service;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.CacheClosedException;
import io.cachex.CacheException;
import io.cachex.CallRejectedException;
import io.cachex.ConfigurationException;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** L3: min 2, max 50, idle 5 min, monitor 30 s, grows above 0.8, shrinks below 0.2, never below min. */
@Timeout(60)
class AdaptivePoolTest {

    private final FakeTime time = new FakeTime();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final List<AdaptivePool.Loan<AutoCloseable>> loans = new ArrayList<>();
    private final AdaptivePool<AutoCloseable> pool = builder().build();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void keepsTheLeastReady() {
        assertThat(pool.size()).isZero();

        pool.start();

        assertThat(pool.size()).isEqualTo(2);
        assertThat(opened).hasValue(2);
        assertThat(pool).hasToString("pool(db, 0 of 2, room 2)");
    }

    @Test
    void lendsWhatCameBackAndTakesItBackOnce() {
        Object first;
        try (AdaptivePool.Loan<AutoCloseable> loan = pool.borrow()) {
            first = loan.value();
        }
        try (AdaptivePool.Loan<AutoCloseable> loan = pool.borrow()) {
            assertThat(loan.value()).isSameAs(first);
        }
        assertThat(opened).hasValue(2);
        AdaptivePool.Loan<AutoCloseable> twice = pool.borrow();
        twice.close();
        twice.close();
        assertThat(pool.borrowed()).isZero();
    }

    /** L3: grows above 0.8. */
    @Test
    void growsWhenMoreThanFourFifthsAreInUse() {
        borrow(2);
        assertThat(pool.room()).isEqualTo(2);

        time.advance(ofSeconds(30));

        assertThat(pool.room()).isEqualTo(3);
    }

    @Test
    void growsAtOnceWhenAllAreBorrowedAndNeverBeyondTheMost() {
        borrow(50);

        assertThat(pool.room()).isEqualTo(50);
        assertThatThrownBy(pool::borrow)
                .isInstanceOf(CallRejectedException.class)
                .hasMessageContaining("pool(db, 50 of 50, room 50)");
        assertThat(opened).hasValue(50);
    }

    /** L3: shrinks below 0.2, never below min. */
    @Test
    void shrinksWhenLessThanAFifthIsInUse() {
        borrow(50);
        giveBack(41);
        time.advance(ofSeconds(30));
        assertThat(pool.room()).isEqualTo(25);
        assertThat(pool.size()).isEqualTo(25);
        assertThat(closed).hasValue(25);
        time.advance(ofSeconds(30)); // 9 of 25: as it should be
        assertThat(pool.room()).isEqualTo(25);
        giveBack(9);

        time.advance(ofMinutes(3));

        assertThat(pool.room()).isEqualTo(2);
        assertThat(pool.size()).isEqualTo(2);
    }

    /** L3: idle 5 min. */
    @Test
    void closesWhatIsIdleButNotTheLeast() {
        AdaptivePool<AutoCloseable> steady = builder().thresholds(1, 0).build(); // does not shrink by use
        List<AdaptivePool.Loan<AutoCloseable>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(steady.borrow());
        }
        all.forEach(AdaptivePool.Loan::close);

        time.advance(ofMinutes(4).plusSeconds(59));
        assertThat(steady.size()).isEqualTo(10);
        time.advance(ofSeconds(31));

        assertThat(steady.size()).isEqualTo(2);
        time.advance(ofMinutes(30));
        assertThat(steady.size()).isEqualTo(2);
        steady.close();
        assertThat(closed).hasValue(10);
    }

    @Test
    void discardsABrokenObject() {
        AdaptivePool.Loan<AutoCloseable> loan = pool.borrow();
        Object broken = loan.value();

        loan.discard();
        loan.close();

        assertThat(closed).hasValue(1);
        borrow(2);
        assertThat(loans).noneMatch(one -> one.value() == broken);
    }

    @Test
    void anObjectThatCannotBeOpenedIsAnErrorAndTakesNoRoom() {
        AtomicInteger tries = new AtomicInteger();
        AdaptivePool<String> failing = AdaptivePool.<String>builder("db", () -> {
                    if (tries.incrementAndGet() <= 3) {
                        throw new IOException("down");
                    }
                    return "connection";
                })
                .timeSource(time)
                .executor(Runnable::run)
                .build();

        assertThatThrownBy(failing::start).isInstanceOf(CacheException.class).hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(failing::borrow).isInstanceOf(CacheException.class).hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(failing::borrow).isInstanceOf(CacheException.class);
        assertThat(failing.borrow().value()).isEqualTo("connection");
        failing.close();
    }

    @Test
    void closesEverything() {
        borrow(3);
        giveBack(1);

        pool.close();
        assertThat(time.pending()).isZero();
        assertThatThrownBy(pool::borrow).isInstanceOf(CacheClosedException.class);
        giveBack(2);

        assertThat(closed.get()).isEqualTo(opened.get());
    }

    @Test
    void holdsItsBoundsUnderConcurrency() throws Exception {
        AdaptivePool<AutoCloseable> shared =
                builder().size(2, 8).maxWait(ofSeconds(30)).build();
        AtomicInteger most = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 200; i++) {
                        try (AdaptivePool.Loan<AutoCloseable> loan = shared.borrow()) {
                            assertThat(loan.value()).isNotNull();
                            most.accumulateAndGet(shared.borrowed(), Math::max);
                        }
                        time.advance(ofSeconds(1));
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most.get()).isLessThanOrEqualTo(8);
        assertThat(shared.borrowed()).isZero();
        shared.close();
        assertThat(closed.get()).isEqualTo(opened.get());
    }

    /** L3: grows when all are borrowed, also if they were not yet when eight threads looked. */
    @Test
    void growsForEachOfThoseWhoComeAtTheSameTime() throws Exception {
        int callers = 8;
        CyclicBarrier together = new CyclicBarrier(callers);
        AdaptivePool<AutoCloseable> crowded = AdaptivePool.<AutoCloseable>builder("db", () -> {
                    opened.incrementAndGet();
                    return closed::incrementAndGet;
                })
                .maxWait(ofMillis(1))
                .timeSource(time)
                .build();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            for (int round = 0; round < 50; round++) {
                List<Future<AdaptivePool.Loan<AutoCloseable>>> all = new ArrayList<>();
                for (int i = 0; i < callers; i++) {
                    all.add(threads.submit(() -> {
                        together.await();
                        return crowded.borrow();
                    }));
                }
                for (Future<AdaptivePool.Loan<AutoCloseable>> one : all) {
                    one.get().close(); // nobody was refused: there may be 50
                }
                time.advance(ofMinutes(2)); // smaller again
            }
        } finally {
            threads.shutdownNow();
            crowded.close();
        }
    }

    /** What the user's code throws is never taken for the pool's own word. */
    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, NoSuchElementException.class})
    void whatAnObjectThrowsWhenItIsOpenedIsTheCause(Class<? extends RuntimeException> type) throws Exception {
        RuntimeException down = type.getConstructor(String.class).newInstance("no route");
        AdaptivePool<String> failing = AdaptivePool.<String>builder("db", () -> {
                    if (opened.incrementAndGet() > 2) {
                        throw down;
                    }
                    return "connection";
                })
                .maxWait(ofMillis(1))
                .timeSource(time)
                .build();
        failing.borrow();
        failing.borrow();

        assertThatThrownBy(failing::borrow)
                .isExactlyInstanceOf(CacheException.class)
                .hasMessage("pool 'db' cannot make an object")
                .hasCause(down);

        failing.close();
        assertThatThrownBy(failing::borrow).isInstanceOf(CacheClosedException.class);
    }

    /** L3: idle timeout 0 refused. */
    @Test
    void refusesWhatCannotWork() {
        assertThatThrownBy(() -> builder().idleTimeout(ZERO))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("idleTimeout must be above zero and at most 1 day: PT0S");
        assertThatThrownBy(() -> builder().size(3, 2)).hasMessage("size.most must be from 3 to 10000: 2");
        assertThatThrownBy(() -> builder().size(0, 2)).hasMessageContaining("size.least must be from 1");
        assertThatThrownBy(() -> builder().thresholds(0.2, 0.8)).hasMessageContaining("below grow");
    }

    private AdaptivePoolBuilder<AutoCloseable> builder() {
        return AdaptivePool.<AutoCloseable>builder("db", () -> {
                    opened.incrementAndGet();
                    return closed::incrementAndGet;
                })
                .maxWait(ofMillis(1))
                .executor(Runnable::run)
                .timeSource(time);
    }

    private void borrow(int count) {
        for (int i = 0; i < count; i++) {
            loans.add(pool.borrow());
        }
    }

    private void giveBack(int count) {
        for (int i = 0; i < count; i++) {
            loans.remove(loans.size() - 1).close();
        }
    }
}

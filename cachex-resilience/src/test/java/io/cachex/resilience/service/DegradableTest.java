package io.cachex.resilience.service;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** L4: critical failure → fallback at once and until a probe says healthy; others pass; one recovery task; close stops it. */
@Timeout(60)
class DegradableTest {

    /** A service that fails as it is told. */
    private static final class Search {
        volatile Exception failure;
        final AtomicInteger calls = new AtomicInteger();

        String find() throws Exception {
            calls.incrementAndGet();
            Exception thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
            return "found";
        }
    }

    private final FakeTime time = new FakeTime();
    private final AtomicInteger probes = new AtomicInteger();
    private final Search search = new Search();
    private final Search standIn = new Search();
    private final Degradable<Search> service = Degradable.of("search", search, standIn, one -> {
                probes.incrementAndGet();
                return one.failure == null;
            })
            .executor(Runnable::run)
            .timeSource(time);

    @Test
    void aCriticalFailureIsCoveredAtOnceAndUntilAProbeSaysWell() throws Exception {
        search.failure = new IOException("down");

        assertThat(service.call(Search::find)).isEqualTo("found");
        assertThat(service.call(Search::find)).isEqualTo("found");
        assertThat(search.calls).hasValue(1);
        assertThat(service).hasToString("degradable(search, degraded)");
        time.advance(ofSeconds(30).minusNanos(1));
        assertThat(probes).hasValue(0);
        time.advance(ofSeconds(60));
        assertThat(probes).hasValue(2);
        assertThat(service.isDegraded()).isTrue();
        search.failure = null;
        time.advance(ofSeconds(30));

        assertThat(service.isDegraded()).isFalse();
        service.call(Search::find);
        assertThat(search.calls).hasValue(2);
        time.advance(ofMinutes(10));
        assertThat(probes).hasValue(3);
        assertThat(service).hasToString("degradable(search)");
    }

    @Test
    void otherFailuresPass() {
        search.failure = new IllegalArgumentException("bad query");

        assertThatThrownBy(() -> service.call(Search::find)).isSameAs(search.failure);
        assertThat(service.isDegraded()).isFalse();
        assertThat(standIn.calls).hasValue(0);
    }

    @Test
    void thePredicateSaysWhatIsCritical() throws Exception {
        service.criticalIf(failure -> failure instanceof IllegalStateException);
        search.failure = new IllegalStateException("broken");

        assertThat(service.call(Search::find)).isEqualTo("found");
        assertThat(service.isDegraded()).isTrue();
    }

    @Test
    void thereIsOneRecoveryTaskHoweverManyFailures() throws Exception {
        search.failure = new IOException("down");
        CountDownLatch allInside = new CountDownLatch(8); // so that all of them fail
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(threads.submit(() -> service.call(one -> {
                    allInside.countDown();
                    allInside.await();
                    return one.find();
                })));
            }
            for (Future<String> one : all) {
                assertThat(one.get()).isEqualTo("found");
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(search.calls).hasValue(8);
        assertThat(time.pending()).isEqualTo(1);
    }

    @Test
    void closeStopsTheRecovery() throws Exception {
        search.failure = new IOException("down");
        service.call(Search::find);

        service.close();
        service.close();

        assertThat(time.pending()).isZero();
        assertThat(service.call(Search::find)).isEqualTo("found");
        time.advance(ofMinutes(5));
        assertThat(probes).hasValue(0);
    }

    @Test
    void aProbeThatThrowsMeansNo() throws Exception {
        Degradable<Search> probed = Degradable.of("search", search, standIn, one -> {
                    throw new IOException("no");
                })
                .executor(Runnable::run)
                .probeEvery(ofSeconds(1))
                .timeSource(time);
        search.failure = new IOException("down");
        probed.call(Search::find);

        time.advance(ofSeconds(10));

        assertThat(probed.isDegraded()).isTrue();
        assertThat(time.pending()).isEqualTo(1);
    }
}

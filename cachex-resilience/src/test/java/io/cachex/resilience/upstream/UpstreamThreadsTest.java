package io.cachex.resilience.upstream;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.NoUpstreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** I5 with threads: cancels, changes under load, and nothing left after close. */
@Timeout(60)
class UpstreamThreadsTest {

    private final Origin eu = Origin.well("eu");

    @Test
    void cancellingALoadInterruptsItsThread() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (Upstreams<String> upstreams = Upstreams.<String>builder("users")
                .add(Upstream.of("eu", (String key) -> {
                            begun.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                            return "late";
                        })
                        .check(() -> true))
                .build()) {
            upstreams.check().toCompletableFuture().get(30, TimeUnit.SECONDS);
            CompletableFuture<String> load = upstreams.loadAsync("k");
            begun.await();

            load.cancel(true);

            interrupted.await();
            assertThat(load).isCancelled();
        }
    }

    /** I5: running loads on a removed one end as they end. */
    @Test
    void aLoadOnARemovedUpstreamEndsAsItEnds() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (Upstreams<String> upstreams = Upstreams.<String>builder("users")
                .add(Upstream.of("eu", (String key) -> {
                            begun.countDown();
                            release.await();
                            return "v";
                        })
                        .check(() -> true))
                .build()) {
            upstreams.check().toCompletableFuture().get(30, TimeUnit.SECONDS);
            CompletableFuture<String> load = upstreams.loadAsync("k");
            begun.await();
            upstreams.remove("eu");
            upstreams.close();

            release.countDown();

            assertThat(load.get(30, TimeUnit.SECONDS)).isEqualTo("v");
        }
    }

    /** I5: add and remove under load: one that stays is always there to answer. */
    @Test
    void changesUnderLoadFailNoLoad() throws Exception {
        int rounds = Boolean.getBoolean("cachex.soak") ? 100_000 : 2_000;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Upstreams<String> upstreams =
                Upstreams.<String>builder("users").add(eu.upstream(5)).build()) {
            upstreams.check().toCompletableFuture().get(30, TimeUnit.SECONDS);
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 2; t++) {
                String id = "u" + t;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < rounds / 10; i++) {
                        upstreams.add(Upstream.of(id, (String key) -> "from " + id)
                                .priority(ThreadLocalRandom.current().nextInt(10))
                                .check(() -> true));
                        upstreams.remove(id);
                    }
                }));
                Face face = t == 0 ? Face.BLOCKING : Face.STAGE_OVER_THREADS;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < rounds; i++) {
                        assertThat(face.load(upstreams, "k")).startsWith("from ");
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** A11: no library thread alive 1 s after close. */
    @Test
    void leavesNoThread() throws Exception {
        Upstreams<String> upstreams = Upstreams.<String>builder("threadless")
                .checkInterval(ofMillis(20))
                .adaptiveInterval(ofMillis(1), ofSeconds(1))
                .add(eu.upstream(1))
                .build();
        upstreams.check().toCompletableFuture().get(30, TimeUnit.SECONDS);
        await().until(() -> eu.checks.get() > 5);

        upstreams.close();

        await().atMost(ofSeconds(10))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("cachex-upstreams-threadless")));
        int checks = eu.checks.get();
        assertThat(Face.BLOCKING.failureOf(upstreams, "k")).isNotInstanceOf(NoUpstreamException.class);
        assertThat(eu.checks).hasValue(checks);
    }
}

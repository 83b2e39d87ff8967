package io.cachex.redis.bound;

import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CallOptions;
import io.cachex.Near;
import io.cachex.redis.Redis;
import io.cachex.testkit.redis.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several nodes and one server, when nothing fails. Each node has connections of its own. */
@Timeout(120)
class ManyNodesTest {

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create().flushingBeforeEach();

    private static final int KEYS = 20_000;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private Cache<String> node(UnaryOperator<CacheBuilder<String>> options) {
        Redis redis = Redis.builder()
                .uri(REDIS.uri())
                .commandTimeout(Duration.ofSeconds(2))
                .build();
        open.add(redis);
        Cache<String> node = options.apply(Cache.builder("nodes", String.class)
                        .store(redis.store())
                        .invalidation(redis.bus()))
                .build();
        open.add(node);
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            node.put("warm-up", "there"); // fails until there is a connection
            return node.getIfPresent("warm-up", CallOptions.defaults().skipNearRead()) != null;
        });
        return node;
    }

    @AfterEach
    void close() throws Exception {
        threads.shutdownNow();
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    /** FT13, B3: a reader on one node and a writer on another, key after key: no copy is left old. */
    @Test
    void noKeyIsLeftStaleByAReaderAndAWriterAtOnce() throws Exception {
        AtomicIntegerArray origin = new AtomicIntegerArray(KEYS);
        Cache<String> reader = node(options -> options.near(Near.maximumSize(2L * KEYS)));
        Cache<String> writer = node(options -> options);

        Future<?> reads = threads.submit(all(key -> reader.get(key, k -> Integer.toString(origin.get(number(k))))));
        Future<?> writes = threads.submit(all(key -> {
            origin.incrementAndGet(number(key));
            writer.invalidate(key);
        }));
        reads.get(60, TimeUnit.SECONDS);
        writes.get(60, TimeUnit.SECONDS);

        Awaitility.await().atMost(Duration.ofSeconds(1)).untilAsserted(() -> {
            List<String> stale = new ArrayList<>();
            for (int i = 0; i < KEYS; i++) {
                if ("0".equals(reader.getIfPresent("key:" + i))) {
                    stale.add("key:" + i);
                }
            }
            assertThat(stale).isEmpty();
        });
        System.out.println(KEYS + " keys, a reader and a writer at once: none is stale");
        assertThat(reader.stats().doubts()).as("or nothing was shown").isLessThanOrEqualTo(1);
    }

    /** B2, P5: three nodes, 20 threads each, one missing key: one load. */
    @Test
    void oneOfThreeNodesLoadsForSixtyThreads() throws Exception {
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        List<Future<String>> answers = new ArrayList<>();
        List<Cache<String>> nodes = List.of(node(o -> o), node(o -> o), node(o -> o));

        for (Cache<String> node : nodes) {
            Callable<String> read = () -> node.get("hot", key -> {
                loads.incrementAndGet();
                return never.await(200, TimeUnit.MILLISECONDS) ? "never" : "loaded"; // a load of 200 ms
            });
            for (int i = 0; i < 20; i++) {
                answers.add(threads.submit(read));
            }
        }

        for (Future<String> answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("loaded");
        }
        assertThat(loads).hasValue(1);
    }

    /** FT14: who comes after an invalidation does not get what a load from before it brings, and Redis does not keep it. */
    @Test
    void whatWasLoadedBeforeAnInvalidationIsNotGivenToWhoComesAfterIt() throws Exception {
        Cache<String> slow = node(o -> o);
        Cache<String> other = node(o -> o);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch heard = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        slow.onInvalidation(message -> heard.countDown());
        Future<String> before = threads.submit(() -> slow.get("key", key -> {
            loading.countDown();
            assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
            return "old";
        }));
        assertThat(loading.await(20, TimeUnit.SECONDS)).isTrue();

        other.invalidate("key");
        assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(slow.get("key", key -> "new")).isEqualTo("new");
        end.countDown();

        assertThat(before.get(20, TimeUnit.SECONDS)).isEqualTo("old"); // it asked before
        for (Cache<String> node : List.of(slow, other)) {
            assertThat(node.getIfPresent("key")).isEqualTo("new");
            assertThat(node.getIfPresent("key", CallOptions.defaults().skipNearRead()))
                    .isEqualTo("new");
        }
    }

    private interface Step {
        void of(String key);
    }

    private static Runnable all(Step step) {
        return () -> {
            for (int i = 0; i < KEYS; i++) {
                step.of("key:" + i);
            }
        };
    }

    private static int number(String key) {
        return Integer.parseInt(key.substring(key.indexOf(':') + 1));
    }
}

package io.cachex.redis.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.redis.Redis;
import io.cachex.testkit.redis.RedisExtension;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** FT7: the server is killed and comes back empty while all keys are wanted by all nodes. */
@Timeout(60)
class RestartedServerTest {

    private static final int NODES = 3;
    private static final int KEYS = 50;
    private static final int READERS_EACH = 4;

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create();

    private final AtomicIntegerArray loads = new AtomicIntegerArray(NODES * KEYS);
    private final List<AutoCloseable> open = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        end.countDown();
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    /** Near copies carry the load while they are good; then each node loads a key once at the most. */
    @Test
    void aServerThatComesBackEmptyCostsOneLoadForAKeyAndNodeAtTheMost() throws Exception {
        RedisServer server = REDIS.server();
        ExecutorService threads = Executors.newCachedThreadPool();
        open.add(threads::shutdownNow);
        List<Future<?>> readers = new ArrayList<>();
        List<Cache<String>> nodes = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            nodes.add(node(server.uri(), node));
        }
        for (Cache<String> node : nodes) {
            for (int i = 0; i < READERS_EACH; i++) {
                readers.add(threads.submit(() -> readAll(node)));
            }
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> sum() >= KEYS);
        assertThat(end.await(2_500, TimeUnit.MILLISECONDS)).isFalse(); // copies are older than the bound
        int before = sum();
        for (int i = 0; i < loads.length(); i++) {
            loads.set(i, 0);
        }

        server.kill();
        assertThat(end.await(200, TimeUnit.MILLISECONDS)).isFalse();
        server.restartEmpty();
        assertThat(end.await(1_000, TimeUnit.MILLISECONDS)).isFalse();
        int most = 0;
        for (int i = 0; i < loads.length(); i++) {
            most = Math.max(most, loads.get(i));
        }
        int after = sum();
        end.countDown();
        for (Future<?> reader : readers) {
            reader.get(20, TimeUnit.SECONDS);
        }

        System.out.println(before + " loads of " + KEYS + " keys on " + NODES + " nodes before, " + after
                + " when the server came back empty, at most " + most + " for a key and node");
        assertThat(before).as("one for all nodes").isEqualTo(KEYS);
        assertThat(most).isEqualTo(1);
    }

    private Cache<String> node(String uri, int node) {
        Redis redis =
                Redis.builder().uri(uri).commandTimeout(Duration.ofSeconds(2)).build();
        open.add(redis);
        Cache<String> cache = Cache.builder("restarted", String.class)
                .loader(key -> "loaded " + loads.incrementAndGet(node * KEYS + Integer.parseInt(key)))
                .store(redis.store())
                .invalidation(redis.bus())
                .build();
        open.add(cache);
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            try {
                cache.put("warm-up", "there");
                return true;
            } catch (CacheException e) {
                return false; // not connected yet
            }
        });
        return cache;
    }

    private void readAll(Cache<String> node) {
        for (int i = 0; end.getCount() > 0; i++) {
            node.get(Integer.toString(i % KEYS));
            if (i % KEYS == 0) {
                pause();
            }
        }
    }

    private void pause() {
        try {
            end.await(2, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int sum() {
        int sum = 0;
        for (int i = 0; i < loads.length(); i++) {
            sum += loads.get(i);
        }
        return sum;
    }
}

package io.cachex.coretests.behind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CacheException;
import io.cachex.Writer;
import io.cachex.disk.DiskJournal;
import io.cachex.redis.Redis;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.WriteBehind;
import io.cachex.testkit.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * E5, E7, from end to end: Redis dies and keeps its data, the origin is away, writes and removals go on, the process ends, and
 * another one begins over the same journal. When both are back, the old values never are.
 */
@Timeout(300)
class RefusedByRedisTest {

    private static final int KEYS = 20; // those with even numbers are written, the others deleted

    @TempDir
    private Path directory;

    private final RedisServer server = RedisServer.create("appendonly yes", "appendfsync always");
    private final Rows rows = new Rows();
    private final Map<String, List<String>> history = new ConcurrentHashMap<>();
    private final Writer<String> origin = new Writer<>() {

        @Override
        public void write(String key, String value) throws Exception {
            rows.write(key, value);
            history.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
        }

        @Override
        public void delete(String key) throws Exception {
            rows.delete(key);
        }
    };

    @AfterEach
    void stop() {
        server.close();
    }

    /** With patience, for machines are busy: a command that is not answered in time may have been executed all the same. */
    private Redis connect() {
        return Redis.builder()
                .uri(server.uri())
                .commandTimeout(Duration.ofSeconds(5))
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    private CacheBuilder<String> words(Redis redis) {
        return Cache.builder("words", String.class)
                .store(redis.store())
                .storePolicies(CircuitBreaker.of(5, Duration.ofMillis(200)))
                .invalidation(redis.bus())
                .closeTimeout(Duration.ofMillis(500))
                .loader(rows);
    }

    private Cache<String> writing(Redis redis) {
        return words(redis)
                .writeBehind(WriteBehind.to(origin)
                        .journal(DiskJournal.at(directory.resolve("journal")))
                        .coalescing(false)
                        .backoff(Duration.ofMillis(10), Duration.ofMillis(100)))
                .build();
    }

    private static String key(int number) {
        return "k" + number;
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(5));
    }

    @Test
    void whatADeadRedisRefusedNeverComesBack() {
        server.start();
        fillWithOldValues();

        server.kill();
        rows.failure = new IOException("away");
        try (Redis redis = connect();
                Cache<String> cache = writing(redis)) {
            for (int i = 0; i < KEYS; i++) {
                change(cache, i);
            }
            // three writes or one deletion of each key, and, however often it is tried, one removal from the store
            soon().until(() -> cache.writeBehindStats().waiting() == KEYS / 2 * (3 + 1) + KEYS);
            assertNew(cache);
        }

        assertOldValuesAreInRedis();

        try (Redis redis = connect();
                Cache<String> heir = writing(redis)) {
            assertNew(heir);
            assertThat(rows.rows).containsEntry(key(0), "old");

            server.start();
            rows.failure = null;

            soon().until(() -> {
                assertNew(heir);
                return heir.writeBehindStats().waiting() == 0;
            });
            assertNew(heir);
            assertThat(heir.deadLetters().size()).isZero();
            try (Redis another = connect();
                    Cache<String> other = words(another).build()) {
                assertNew(other);
            }
        }
        assertThat(history).hasSize(KEYS / 2);
        assertThat(history.values())
                .allSatisfy(values -> assertThat(new LinkedHashSet<>(values)).containsExactly("1", "2", "3"));
    }

    private void fillWithOldValues() {
        try (Redis redis = connect();
                Cache<String> cache = words(redis).build()) {
            soon().ignoreExceptions()
                    .until(
                            () -> { // until it is connected
                                cache.put("probe", "any");
                                return true;
                            });
            for (int i = 0; i < KEYS; i++) {
                rows.rows.put(key(i), "old");
                cache.put(key(i), "old");
            }
        }
    }

    private static void change(Cache<String> cache, int number) {
        String key = key(number);
        if (number % 2 == 0) {
            List.of("1", "2", "3").forEach(value -> cache.writeBehind(key, value));
        } else {
            assertThatThrownBy(() -> cache.invalidate(key)).isInstanceOf(CacheException.class);
        }
    }

    private static void assertNew(Cache<String> cache) {
        for (int i = 0; i < KEYS; i++) {
            assertThat(cache.get(key(i))).as(key(i)).isEqualTo(i % 2 == 0 ? "3" : null);
        }
    }

    /** Or nothing would be tested: who asks the server while nobody makes up for anything still gets them. */
    private void assertOldValuesAreInRedis() {
        server.start();
        try (Redis redis = connect();
                Cache<String> reader = words(redis).build()) {
            soon().until(() -> "old".equals(reader.getIfPresent(key(0))));
            assertThat(reader.getIfPresent(key(1))).isEqualTo("old");
        }
        server.kill();
    }
}

package io.cachex.redis;

import static io.cachex.redis.Outcomes.answerOf;
import static io.cachex.redis.Outcomes.failureOf;
import static io.cachex.redis.Outcomes.text;
import static io.cachex.redis.Outcomes.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cachex.StoreException;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads of single keys by many callers at once. */
final class GatheringTest {

    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private RedisServer server;
    private Redis redis;
    private Store store;

    @BeforeEach
    void start() {
        server = RedisServer.create().start();
        redis = RedisNodes.connected(Redis.builder().uri(server.uri()).commandTimeout(TIMEOUT));
        store = redis.store();
    }

    @AfterEach
    void stop() {
        redis.close();
        server.close();
    }

    @Test
    void everybodyGetsTheValueOfTheirOwnKey() throws Exception {
        Map<String, StoredValue> entries = new HashMap<>();
        for (int i = 0; i < 200; i += 2) {
            entries.put("key" + i, value("value" + i));
        }
        answerOf(store.write(entries));
        ExecutorService readers = Executors.newFixedThreadPool(8);
        try {
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int reader = 0; reader < 8; reader++) {
                int first = reader;
                all.add(CompletableFuture.runAsync(() -> readMany(first), readers));
            }
            all.forEach(Outcomes::answerOf);
        } finally {
            readers.shutdown();
        }
    }

    private void readMany(int first) {
        for (int i = 0; i < 500; i++) {
            int number = (first * 31 + i) % 200;
            Map<String, StoredValue> found = answerOf(store.read(Set.of("key" + number)));
            if (number % 2 == 0) {
                assertThat(text(found.get("key" + number))).isEqualTo("value" + number);
            } else {
                assertThat(found).isEmpty();
            }
        }
    }

    @Test
    void readsThatWaitGoTogether() {
        server.command("CONFIG", "RESETSTAT");
        List<CompletionStage<Map<String, StoredValue>>> reads = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            reads.add(store.read(Set.of("key" + i)));
        }
        reads.forEach(Outcomes::answerOf);

        String stats = String.valueOf(server.command("INFO", "commandstats"));
        int requests = Integer.parseInt(stats.replaceAll("(?s).*cmdstat_mget:calls=(\\d+),.*", "$1"));
        assertThat(requests).isBetween(2_000 / 128, 1_000);
    }

    /** FT5: who waits for others waits no longer for that. */
    @Test
    void whatAReadHasWaitedCountsAgainstItsTimeout() {
        answerOf(store.read(Set.of("key")));
        server.freeze();
        TimeSource time = TimeSource.system();
        long start = time.nanos();
        List<CompletionStage<Map<String, StoredValue>>> reads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            reads.add(store.read(Set.of("key" + i)));
        }

        reads.forEach(read -> assertThat(failureOf(read)).isInstanceOf(StoreException.class));

        assertThat(Duration.ofNanos(time.nanos() - start))
                .isLessThan(TIMEOUT.multipliedBy(3).dividedBy(2));
        server.thaw();
    }

    /** A lost connection ends the reads that wait, and those that come later find the new one. */
    @Test
    void readsThatWaitEndWithTheConnection() {
        server.freeze();
        List<CompletionStage<Map<String, StoredValue>>> reads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            reads.add(store.read(Set.of("key" + i)));
        }

        server.kill();

        reads.forEach(read -> assertThat(failureOf(read)).isInstanceOf(StoreException.class));
        server.start();
        await().pollInterval(Duration.ofMillis(2)).until(redis::isConnected);
        assertThat(answerOf(store.read(Set.of("key")))).isEmpty();
    }
}

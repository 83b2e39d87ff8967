package io.cachex.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.ConfigurationException;
import io.cachex.Writer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** E1, M1: a write-behind that was set up without a writer makes the writes of the one that the cache is given. */
class CachesWriterTest {

    private final List<String> rows = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Writer<String> writer = new Writer<>() {
        @Override
        public void write(String key, String value) throws InterruptedException {
            gate.await(20, TimeUnit.SECONDS);
            rows.add(key + "=" + value);
        }

        @Override
        public void delete(String key) {
            rows.add("-" + key);
        }
    };

    private static CacheBuilder<String> words(WriteBehind<String> behind) {
        return Cache.builder("words", String.class).noTimeout().writeBehind(behind);
    }

    @Test
    void itMakesTheWritesOfTheCachesWriter() {
        try (Cache<String> cache =
                words(WriteBehind.toCachesWriter()).writer(writer).build()) {
            cache.put("a", "1"); // would wait for the writer if that wrote at once
            assertThat(rows).isEmpty();
            assertThat(cache.getIfPresent("a")).isEqualTo("1");

            gate.countDown();

            assertThat(cache.writeBehind("b", "2", Duration.ofMinutes(1))).succeedsWithin(Duration.ofSeconds(20));
            Awaitility.await().until(() -> rows.containsAll(List.of("a=1", "b=2")));
        }
    }

    @Test
    void withoutAWriterEachCallBringsOne() {
        gate.countDown();
        try (Cache<String> cache = words(WriteBehind.toCachesWriter()).build()) {
            cache.put("a", "1");
            assertThat(cache.writeBehind("b", "2", Duration.ofMinutes(1), writer))
                    .succeedsWithin(Duration.ofSeconds(20));
            assertThatThrownBy(() -> cache.writeBehind("c", "3")).isInstanceOf(ConfigurationException.class);
        }
        assertThat(rows).containsExactly("b=2");
    }

    /** One that takes no writer but those of calls leaves the cache's own what it is: at once. */
    @Test
    void withoutWriterStaysWithoutOne() {
        gate.countDown();
        try (Cache<String> cache =
                words(WriteBehind.withoutWriter()).writer(writer).build()) {
            cache.put("a", "1");
            assertThat(rows).containsExactly("a=1");
        }
    }

    @Test
    void twoWritersAreRefused() {
        assertThatThrownBy(() -> words(WriteBehind.to(writer)).writer(writer).build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("writer must be left out where writeBehind has one");
    }
}

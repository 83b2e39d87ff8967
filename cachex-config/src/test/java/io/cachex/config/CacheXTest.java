package io.cachex.config;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheClosedException;
import io.cachex.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Issue 6: {@code CacheX.load(path)} gives named caches. */
class CacheXTest {

    private final TestSections sections = new TestSections();

    private CacheX open(String text) {
        return CacheX.of(Opened.builder(text, sections).open());
    }

    @Test
    void makesACacheOnceAndKeepsIt() {
        try (CacheX cachex = open("caches: {users: {ttl: 9s}}")) {
            Cache<String> users =
                    cachex.cache("users", String.class, builder -> builder.loader(key -> "value of " + key));

            assertThat(cachex.names()).containsExactly("users");
            assertThat(users.get("a")).isEqualTo("value of a");
            assertThat(users.ttl("a"))
                    .hasValueSatisfying(ttl -> assertThat(ttl.toSeconds()).isBetween(8L, 9L));
            assertThat(cachex.cache("users", String.class)).isSameAs(users);
            assertThat(cachex.describe()).contains("ttl: 9s");
            assertThat(cachex.toString()).isEqualTo("cachex(profiles(production.yaml))");
        }
    }

    @Test
    void refusesAnotherType() {
        try (CacheX cachex = open("cache: {}")) {
            cachex.cache("users", String.class);

            assertThatThrownBy(() -> cachex.cache("users", Integer.class))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("users");
        }
    }

    /** M3: also what only building finds is told with its position. */
    @Test
    void tellsWhereAContradictionStandsThatBuildingFinds() {
        try (CacheX cachex = open("cache:\n  timeout: 1s\n")) {
            assertThatThrownBy(() -> cachex.cache(
                            "users",
                            String.class,
                            builder -> builder.bulkLoader(keys -> java.util.Map.of())
                                    .softTimeout(ofSeconds(2))))
                    .hasMessage("softTimeout must be below timeout (PT1S): PT2S");
        }
        try (CacheX cachex = open("cache:\n  soft_timeout: 2s\n  timeout: 1s\n")) {
            assertThatThrownBy(() -> cachex.cache("users", String.class))
                    .hasMessage(
                            "production.yaml:2:17: cache.soft_timeout: softTimeout must be below timeout (PT1S): PT2S");
        }
    }

    @Test
    void closesCachesAndThenWhatTheyShare() {
        CacheX cachex = open("hub: {}");
        Cache<String> users = cachex.cache("users", String.class);

        cachex.close();
        cachex.close();

        assertThatThrownBy(() -> users.getIfPresent("a")).isInstanceOf(CacheClosedException.class);
        assertThat(sections.log).endsWith("hub closed");
        assertThatThrownBy(() -> cachex.cache("users", String.class)).isInstanceOf(IllegalStateException.class);
    }

    /** M2: many threads ask for the same caches while the document is read again. */
    @Test
    void givesEveryThreadTheSameCache() {
        Set<Cache<String>> caches = ConcurrentHashMap.newKeySet();
        AtomicInteger built = new AtomicInteger();
        try (CacheX cachex = open("cache: {wheel: {size: 3}}")) {
            List<CompletableFuture<Void>> crowd = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                crowd.add(CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 20; i++) {
                        caches.add(cachex.cache("cache" + i % 4, String.class, builder -> built.incrementAndGet()));
                        cachex.reload();
                        assertThat(cachex.describe()).contains("size: 3");
                    }
                }));
            }
            crowd.forEach(CompletableFuture::join);

            assertThat(caches).hasSize(4);
            assertThat(built).hasValue(4);
        }
    }
}

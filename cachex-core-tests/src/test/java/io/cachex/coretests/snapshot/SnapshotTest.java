package io.cachex.coretests.snapshot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CallOptions;
import io.cachex.ConfigurationException;
import io.cachex.Encryption;
import io.cachex.LoadException;
import io.cachex.Loader;
import io.cachex.Lookup;
import io.cachex.Near;
import io.cachex.PutOptions;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.spi.Tier;
import io.cachex.store.MemoryStore;
import io.cachex.store.Stores;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** I4: what the near tier had is there again after a restart, as old as it really is. */
class SnapshotTest {

    @TempDir
    private Path directory;

    private Runs runs;

    @BeforeEach
    void place() {
        runs = new Runs(directory);
    }

    /** I4: on close; original load times kept. */
    @EachFace
    void servesAfterARestartWhatWasThereBefore(Face face) {
        try (Cache<String> before = runs.cache()) {
            face.of(before).get("a");
            runs.time.advance(ofMinutes(1));
        }
        runs.restartAfter(ofMinutes(1));

        try (Cache<String> cache = runs.cache()) {
            Lookup<String> found = face.of(cache).find("a");

            assertThat(found.value()).isEqualTo("a of origin 1");
            assertThat(found.isStale()).isFalse();
            assertThat(found.tier()).isEqualTo(Tier.NEAR);
            assertThat(found.age()).isBetween(ofMinutes(2), ofMinutes(2).plusMillis(1));
            assertThat(cache.ttl("a").orElseThrow()).isBetween(ofMinutes(3).minusMillis(1), ofMinutes(3));
            assertThat(runs.loads).hasValue(1);
        }
    }

    /** I4, B4: the bounds of freshness and of standing in go on through the restart. */
    @EachFace
    void whatIsOldOnlyStandsInForAnOriginThatIsDown(Face face) {
        try (Cache<String> before = runs.cache()) {
            face.of(before).get("a");
        }
        runs.restartAfter(ofMinutes(6));
        runs.isOriginDown = true;

        try (Cache<String> cache = runs.cache()) {
            assertThat(face.of(cache).getIfPresent("a")).isNull();
            Lookup<String> found = face.of(cache).find("a");
            assertThat(found.value()).isEqualTo("a of origin 1");
            assertThat(found.staleReason()).isEqualTo(Lookup.StaleReason.LOAD_FAILED);

            runs.time.advance(ofMinutes(59));
            assertThatThrownBy(() -> face.of(cache).get("a")).isInstanceOf(LoadException.class);
        }
    }

    /** B4: the bound is absolute, however often a value is saved and restored. */
    @Test
    void noNumberOfRestartsMakesAValueLiveLonger() {
        try (Cache<String> before = runs.cache()) {
            before.get("a");
        }
        runs.isOriginDown = true;
        for (int run = 1; run <= 12; run++) {
            runs.restartAfter(ofMinutes(5));
            try (Cache<String> cache = runs.cache()) {
                assertThat(cache.get("a")).isEqualTo("a of origin 1");
            }
        }

        runs.restartAfter(ofMinutes(5));

        try (Cache<String> cache = runs.cache()) {
            assertThat(cache.restored()).isCompletedWithValue(0);
            assertThatThrownBy(() -> cache.get("a")).isInstanceOf(LoadException.class);
        }
    }

    /** I4: on demand. */
    @Test
    void isWrittenWhenItIsAskedFor() {
        try (Cache<String> before = runs.cache()) {
            before.get("a");
            before.get("b");

            assertThat(before.snapshot().join()).isEqualTo(2);

            runs.restartAfter(ofSeconds(1));
            try (Cache<String> after = runs.cache()) {
                assertThat(after.restored()).isCompletedWithValue(2);
            }
        }
    }

    /** I4: at an interval. */
    @Test
    void isWrittenEveryMinute() {
        try (Cache<String> before =
                runs.cache(options -> options.snapshot(runs.place().every(ofMinutes(1))))) {
            before.get("a");
            runs.time.advance(ofSeconds(59));
            assertThat(runs.file).doesNotExist();

            runs.time.advance(ofSeconds(1));
            await().pollInterval(ofMillis(2)).until(() -> Files.exists(runs.file));
            before.get("b");
            await().pollInterval(ofMillis(2)).until(() -> {
                runs.time.advance(ofMinutes(1));
                return restoredElsewhere() == 2;
            });
        }
    }

    private int restoredElsewhere() {
        try (Cache<String> other = runs.cache()) {
            return other.restored().join();
        }
    }

    /** A9: what was put, absence, tags and etag are kept; a value that was put may be replaced by any load. */
    @Test
    void keepsAbsenceTagsAndEtag() {
        try (Cache<String> before = runs.cache(options -> options.negativeTtl(ofMinutes(5)))) {
            before.put("put", "by hand", PutOptions.defaults().tags("tenant:7"));
            before.put("other", "by hand", PutOptions.defaults().tags("tenant:8"));
            before.get("none", (Loader<String>) key -> null);
            before.get(
                    "known",
                    (key, context) -> {
                        context.etag("v1");
                        return "value";
                    },
                    CallOptions.defaults());
        }
        runs.restartAfter(ofSeconds(1));

        try (Cache<String> cache = runs.cache(options -> options.negativeTtl(ofMinutes(5)))) {
            assertThat(cache.find("none").isAbsent()).isTrue();
            assertThat(cache.getIfPresent("put")).isEqualTo("by hand");

            cache.invalidateTag("tenant:7");

            assertThat(cache.getIfPresent("put")).isNull();
            assertThat(cache.getIfPresent("other")).isEqualTo("by hand");
            assertThat(cache.get(
                            "known",
                            (key, context) -> context.etag() + " of " + context.staleValue(),
                            CallOptions.defaults().forceRefresh()))
                    .isEqualTo("v1 of value");
        }
    }

    /** A6, A9: with a store, versions and the store's generations go on. */
    @Test
    void keepsTheVersionAndTheGenerationOfTheStore() {
        MemoryStore store = MemoryStore.of(1 << 20, runs.time);
        long version;
        try (Cache<String> before = runs.cache(options -> options.store(Stores.unclosed(store)))) {
            before.invalidateTag("tenant:7");
            before.put("a", "first", PutOptions.defaults().tags("tenant:7"));
            before.put("b", "first", PutOptions.defaults().tags("tenant:7"));
            version = before.find("a").version();
        }
        FakeTime stillTheStores = runs.time;

        try (Cache<String> cache =
                runs.cache(options -> options.timeSource(stillTheStores).store(Stores.unclosed(store)))) {
            assertThat(cache.restored()).isCompletedWithValue(2);
            assertThat(cache.find("a").version()).isEqualTo(version);
            assertThat(cache.replace("a", version, "second")).isTrue();

            cache.invalidateTag("tenant:7");

            assertThat(cache.getIfPresent("b")).isNull();
        }
    }

    /** I4: bounded by the near tier, the hottest first. */
    @Test
    void asMuchAsThereIsRoomForTheHottestFirst() {
        try (Cache<String> before = runs.cache(options -> options.near(Near.maximumSize(120)))) {
            for (int i = 0; i < 100; i++) {
                before.get("cold:" + i);
            }
            for (int i = 0; i < 10; i++) {
                for (int times = 0; times < 12; times++) {
                    before.get("hot:" + i);
                }
            }
        }
        runs.restartAfter(ofSeconds(1));

        try (Cache<String> cache = runs.cache(options -> options.near(Near.maximumSize(10)))) {
            assertThat(cache.restored()).isCompletedWithValue(10);
            assertThat(IntStream.range(0, 10).filter(i -> cache.getIfPresent("hot:" + i) != null))
                    .hasSizeGreaterThan(7);
        }
    }

    /** Trap 8: another process's monotonic clock says nothing; a wall clock that went back cannot tell any age. */
    @Test
    void nothingIsUsedIfTheWallClockWentBack() {
        try (Cache<String> before = runs.cache()) {
            before.get("a");
        }
        runs.restartAfter(ofMinutes(-10));

        try (LogLines log = new LogLines();
                Cache<String> cache = runs.cache()) {
            assertThat(cache.restored()).isCompletedWithValue(0);
            assertThat(cache.getIfPresent("a")).isNull();
            assertThat(log.warnings()).singleElement().asString().contains("wall clock", "2029-12-31T23:50");
        }
    }

    /** A step while the process runs changes no age, in either direction. */
    @ParameterizedTest
    @ValueSource(ints = {-30, 30})
    void aStepOfTheWallClockWhileItRunsChangesNoAge(int minutes) {
        try (Cache<String> before = runs.cache()) {
            before.get("a");
            runs.time.advance(ofMinutes(1));
            runs.time.stepWallClock(ofMinutes(minutes));
        }
        runs.restartAfter(ofMinutes(1));

        try (Cache<String> cache = runs.cache()) {
            assertThat(cache.find("a").age())
                    .isBetween(ofMinutes(2), ofMinutes(2).plusMillis(1));
        }
    }

    /** TH21: sealed as in the store; what was sealed with another key is not used. */
    @Test
    void isSealedWhereTheCacheSeals() throws IOException {
        Encryption encryption = Encryption.aes("one", key(1));
        try (Cache<String> before = runs.cache(options -> options.encryption(encryption))) {
            before.put("a", "a secret");
        }
        assertThat(Files.readString(runs.file, ISO_8859_1))
                .doesNotContain("secret")
                .contains("one");
        runs.restartAfter(ofSeconds(1));

        try (Cache<String> other = runs.cache(options -> options.encryption(Encryption.aes("two", key(2))))) {
            assertThat(other.restored()).isCompletedWithValue(0);
            assertThat(other.getIfPresent("a")).isNull();
        }
    }

    @Test
    void isUsableWithTheSameEncryption() {
        try (Cache<String> before = runs.cache(options -> options.encryption(Encryption.aes("one", key(1))))) {
            before.put("a", "a secret");
        }
        runs.restartAfter(ofSeconds(1));

        try (Cache<String> cache = runs.cache(options -> options.encryption(Encryption.aes("one", key(1))))) {
            assertThat(cache.getIfPresent("a")).isEqualTo("a secret");
        }
    }

    private static byte[] key(int first) {
        byte[] key = new byte[32];
        key[0] = (byte) first;
        return key;
    }

    /** I4: what another codec has written is left out, with a warning. */
    @Test
    void whatAnotherCodecHasWrittenIsLeftOut() {
        try (Cache<String> before = runs.cache()) {
            before.get("a");
        }
        try (LogLines log = new LogLines();
                Cache<byte[]> bytes = Cache.builder("users", byte[].class)
                        .timeSource(runs.time)
                        .snapshot(runs.place())
                        .build()) {
            assertThat(bytes.restored().join()).isZero();
            assertThat(bytes.getIfPresent("a")).isNull();
            assertThat(log.warnings()).singleElement().asString().contains("1 of 1 records", "codec");
        }
    }

    @Test
    void describesItself() {
        try (Cache<String> cache =
                runs.cache(options -> options.snapshot(runs.place().every(ofMinutes(1))))) {
            assertThat(cache.describe()).contains("snapshot(" + runs.file + ", every PT1M)");
        }
    }

    @Test
    void isRefusedWhereThereIsNothingToKeep() {
        CacheBuilder<String> builder = Cache.builder("users", String.class)
                .near(Near.off())
                .store(MemoryStore.of(1 << 20, runs.time))
                .snapshot(runs.place());

        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("snapshot");
    }

    @Test
    void aCacheWithoutOneSaysSo() {
        try (Cache<String> cache = Cache.builder("users", String.class).build()) {
            assertThatThrownBy(cache::snapshot)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("snapshot");
            assertThatThrownBy(cache::restored).isInstanceOf(ConfigurationException.class);
        }
    }
}

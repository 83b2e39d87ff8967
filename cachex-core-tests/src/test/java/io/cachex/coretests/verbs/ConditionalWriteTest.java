package io.cachex.coretests.verbs;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.coretests.Caller;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.spi.StoreOperation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

class ConditionalWriteTest {

    private final Tiers tiers = new Tiers();

    /** A3: putIfAbsent writes once. */
    @EachShape
    void putIfAbsentWritesOnlyWhereThereIsNothingFresh(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());

        assertThat(cache.putIfAbsent("a", "1")).isTrue();
        assertThat(cache.putIfAbsent("a", "2")).isFalse();
        assertThat(cache.getIfPresent("a")).isEqualTo("1");
        tiers.time.advance(ofMinutes(6));
        assertThat(cache.putIfAbsent("a", "3")).isTrue();
        assertThat(cache.getIfPresent("a")).isEqualTo("3");
        cache.invalidate("a");
        assertThat(cache.putIfAbsent("a", "4")).isTrue();
    }

    /** A3, A6: known absence is not a value. */
    @EachShape
    void putIfAbsentReplacesKnownAbsence(Face face, Shape shape) {
        Cache<String> cache =
                face.of(tiers.words(shape).negativeTtl(ofMinutes(1)).build());
        cache.get("a", key -> null);

        assertThat(cache.putIfAbsent("a", "1")).isTrue();
        assertThat(cache.getIfPresent("a")).isEqualTo("1");
    }

    /** A3: of many who write at once, one wins, and it is the one that is read. */
    @EachShape
    void putIfAbsentHasOneWinner(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        for (int round = 0; round < 50; round++) {
            String key = "k" + round;
            List<Caller<Boolean>> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String value = "v" + i;
                callers.add(Caller.start(() -> cache.putIfAbsent(key, value)));
            }

            List<Boolean> won = callers.stream().map(Caller::result).toList();

            assertThat(won).containsOnlyOnce(true);
            assertThat(cache.getIfPresent(key)).isEqualTo("v" + won.indexOf(true));
        }
    }

    /** A3: a value is replaced by who names its version, and by nobody else. */
    @EachShape
    void replaceNeedsTheCurrentVersion(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.put("a", "1");
        long version = cache.find("a").version();

        assertThat(cache.replace("a", version, "2")).isTrue();
        assertThat(cache.replace("a", version, "3")).isFalse();
        assertThat(cache.getIfPresent("a")).isEqualTo("2");
        assertThat(cache.replace("a", cache.find("a").version(), "4")).isTrue();
        assertThat(cache.replace("missing", 1, "x")).isFalse();
        assertThat(cache.getIfPresent("missing")).isNull();
    }

    /** A3: the version of a value that was loaded serves as well as that of one that was put. */
    @EachShape
    void replaceTakesTheVersionOfALoadedValue(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.get("a", key -> "1");

        assertThat(cache.replace("a", cache.find("a").version(), "2")).isTrue();
        assertThat(cache.getIfPresent("a")).isEqualTo("2");
    }

    /** A3: the version that find gives with the loaded value itself is the one that counts. */
    @EachShape
    void replaceTakesTheVersionThatCameWithTheLoad(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(key -> "1").build());

        long version = cache.find("a").version();

        assertThat(cache.replace("a", version, "2")).isTrue();
    }

    /** A3, BI26: writes within one tick of the clock have versions of their own: no update is lost. */
    @EachShape
    void replaceNoticesAWriteWithinTheSameTick(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.put("a", "1");
        long version = cache.find("a").version();

        cache.put("a", "somebody else's");

        assertThat(cache.replace("a", version, "mine")).isFalse();
        assertThat(cache.getIfPresent("a")).isEqualTo("somebody else's");
    }

    /** A3, BI26: the wall clock steps back, versions do not. */
    @EachShape
    void versionsGrowWithEachReplacement(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.put("a", "0");
        long last = cache.find("a").version();
        for (int i = 1; i < 10; i++) {
            assertThat(cache.replace("a", last, "v" + i)).isTrue();
            long next = cache.find("a").version();

            assertThat(next).isGreaterThan(last);
            last = next;
        }
    }

    /** A3: counting by compare and replace from many threads loses nothing. */
    @EachShape
    void replaceLosesNoUpdate(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.put("n", "0");
        List<Caller<Boolean>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(Caller.start(() -> {
                for (int done = 0; done < 50; ) {
                    var seen = cache.find("n");
                    String next = String.valueOf(Integer.parseInt(seen.value()) + 1);
                    done += cache.replace("n", seen.version(), next) ? 1 : 0;
                }
                return true;
            }));
        }

        callers.forEach(Caller::result);

        assertThat(cache.getIfPresent("n")).isEqualTo("200");
    }

    /** A3: a stale value has a version, and can be replaced by it. */
    @EachShape
    void replaceTakesTheVersionOfAStaleValue(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        cache.put("a", "1");
        tiers.time.advance(ofMinutes(6));

        assertThat(cache.replace("a", cache.find("a").version(), "2")).isTrue();
        assertThat(cache.getIfPresent("a")).isEqualTo("2");
    }

    /** BI26: versions outside 1 to 2^53 are refused. */
    @EachShape
    void replaceRefusesImpossibleVersions(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());

        for (long version : new long[] {Long.MIN_VALUE, -1, 0, (1L << 53) + 1, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> cache.replace("a", version, "x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expectedVersion")
                    .hasMessageContaining(String.valueOf(version));
        }
    }

    /** A9, BI14: what is too large is refused where the answer cannot say so otherwise. */
    @EachShape
    void valuesThatAreTooLargeAreNeitherPutIfAbsentNorReplaced(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).maximumValueBytes(3).build());
        cache.put("a", "abc");
        long version = cache.find("a").version();

        assertThatThrownBy(() -> cache.replace("a", version, "abcd"))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("too large");
        assertThatThrownBy(() -> cache.putIfAbsent("b", "abcd"))
                .isInstanceOf(CacheException.class)
                .hasMessageContaining("too large");
        assertThat(cache.getIfPresent("a")).isEqualTo("abc");
        assertThat(cache.getIfPresent("b")).isNull();
        assertThat(cache.stats().oversized()).isEqualTo(2);
    }

    /** A12: a store that refuses is reported, and the near tier keeps nothing it refused. */
    @EachFace
    void whatTheStoreRefusesIsReported(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.BOTH).build());
        tiers.store.on(StoreOperation.COMPARE_AND_WRITE).fail(new IOException("down"));

        assertThatThrownBy(() -> cache.putIfAbsent("a", "1"))
                .isInstanceOf(CacheException.class)
                .hasRootCauseMessage("down");
        assertThat(cache.getIfPresent("a")).isNull();
    }
}

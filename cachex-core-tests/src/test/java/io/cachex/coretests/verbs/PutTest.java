package io.cachex.coretests.verbs;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.BulkException;
import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.Lookup.StaleReason;
import io.cachex.PutOptions;
import io.cachex.SerializationException;
import io.cachex.StoreException;
import io.cachex.coretests.Caller;
import io.cachex.coretests.EachFace;
import io.cachex.coretests.Face;
import io.cachex.coretests.SlowOrigin;
import io.cachex.spi.Codec;
import io.cachex.spi.StoreOperation;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class PutTest {

    private final Tiers tiers = new Tiers();
    private final SlowOrigin origin = new SlowOrigin();

    /** A3: the last writer wins. */
    @EachShape
    void theLastPutIsRead(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());

        cache.put("a", "1");
        cache.put("a", "2");

        assertThat(cache.getIfPresent("a")).isEqualTo("2");
    }

    /** A3: putAll writes everything, a bad pair fails alone. */
    @EachShape
    void putAllWritesWhatItCan(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        Map<String, String> values = new LinkedHashMap<>();
        values.put("a", "1");
        values.put("", "2");
        values.put("b", null);
        values.put("c", "3");

        assertThatThrownBy(() -> cache.putAll(values))
                .isInstanceOfSatisfying(
                        BulkException.class,
                        e -> assertThat(e.failures().keySet()).containsExactly("", "b"));

        assertThat(cache.getAllPresent(List.of("a", "b", "c")))
                .containsExactly(Map.entry("a", "1"), Map.entry("c", "3"));
    }

    /** A4: an entry lives as long as its own ttl says. */
    @EachShape
    void anEntryHasATimeToLiveOfItsOwn(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());

        cache.put("a", "1", PutOptions.defaults().ttl(ofSeconds(2)));
        cache.put("b", "1", PutOptions.defaults().ttl(Duration.ofDays(365)));

        tiers.time.advance(ofSeconds(3));
        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.ttl("b").orElseThrow()).isBetween(Duration.ofDays(364), Duration.ofDays(365));
    }

    /** A4, A5: an entry is a fallback as long as its own staleIfError says. */
    @EachShape
    void anEntryHasAStaleTimeOfItsOwn(Face face, Shape shape) {
        Cache<String> cache = face.of(
                tiers.words(shape).loader(origin.fail(new IOException("down"))).build());
        cache.put("none", "1", PutOptions.defaults().staleIfError(Duration.ZERO));
        cache.put("long", "1", PutOptions.defaults().staleIfError(Duration.ofDays(2)));

        tiers.time.advance(Duration.ofHours(2));

        assertThatThrownBy(() -> cache.get("none")).isInstanceOf(CacheException.class);
        assertThat(cache.find("long").staleReason()).isEqualTo(StaleReason.LOAD_FAILED);
    }

    /** A4, B9: an entry's jitter shortens its time, never to nothing. */
    @EachShape
    void anEntryHasAJitterOfItsOwn(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        for (int i = 0; i < 50; i++) {
            cache.put("k" + i, "1", PutOptions.defaults().ttl(ofSeconds(100)).jitter(0.5));
        }

        for (int i = 0; i < 50; i++) {
            assertThat(cache.ttl("k" + i).orElseThrow()).isBetween(ofSeconds(49), ofSeconds(101));
        }
        assertThat(java.util.stream.IntStream.range(0, 50)
                        .mapToObj(i -> cache.ttl("k" + i).orElseThrow())
                        .distinct()
                        .count())
                .isGreaterThan(10);
    }

    /** A7: times below a second are kept as they are. */
    @EachShape
    void timesBelowASecondAreNotRounded(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());

        cache.put("a", "1", PutOptions.defaults().ttl(Duration.ofMillis(5)));

        assertThat(cache.ttl("a").orElseThrow()).isBetween(Duration.ofNanos(4_990_000), Duration.ofMillis(6));
        assertThat(cache.getIfPresent("a")).isEqualTo("1");
    }

    /** A9, BI13, BI14: a value of exactly the limit is kept; a larger one is not, nor is what it replaces. */
    @EachShape
    void whatIsTooLargeIsNotKept(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).maximumValueBytes(4).build());

        cache.put("a", "1234");
        assertThat(cache.getIfPresent("a")).isEqualTo("1234");
        cache.put("a", "12345");

        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.get("b", key -> "12345")).isEqualTo("12345");
        assertThat(cache.getIfPresent("b")).isNull();
        assertThat(cache.stats().oversized()).isEqualTo(2);
    }

    /** Trap 7, A12: what the store refuses is reported and not kept in the near tier. */
    @EachFace
    void whatTheStoreRefusesIsNotKept(Face face) {
        Cache<String> cache = face.of(tiers.words(Shape.BOTH).build());
        cache.put("a", "1");
        tiers.store.on(StoreOperation.WRITE).fail(new IOException("down"));

        assertThatThrownBy(() -> cache.put("a", "2"))
                .isInstanceOf(StoreException.class)
                .hasRootCauseMessage("down");

        assertThat(cache.getIfPresent("a")).isNull();
        tiers.store.heal();
        cache.put("a", "2");
        assertThat(cache.getIfPresent("a")).isEqualTo("2");
    }

    /** BI15, BI16: a value that cannot be written is the caller's mistake; what was there stays. */
    @EachFace
    void aValueThatCannotBeEncodedIsRefused(Face face) {
        Cache<List<Object>> cache =
                face.of(tiers.of(new CyclicCodec(), Shape.BOTH).build());
        cache.put("a", List.of(1));

        assertThatThrownBy(() -> cache.put("a", List.of(1, 2)))
                .isInstanceOf(SerializationException.class)
                .hasRootCauseInstanceOf(StackOverflowError.class);
        assertThat(cache.getIfPresent("a")).isEqualTo(List.of(1));
    }

    /** B3: a put during a load is not undone by the load's late result. */
    @EachShape
    void aPutWinsOverALoadThatBeganBefore(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin.hang()).build());
        Caller<String> loading = Caller.start(() -> cache.get("a"));
        origin.awaitLoads(1);

        cache.put("a", "put");
        origin.release();

        assertThat(loading.result()).isEqualTo("a@1");
        assertThat(cache.getIfPresent("a")).isEqualTo("put");
        tiers.time.advance(ofMinutes(1));
        assertThat(cache.getIfPresent("a")).isEqualTo("put");
    }

    /** Lists of one are written; longer ones recurse for ever. */
    private static final class CyclicCodec implements Codec<List<Object>> {
        @Override
        public byte[] encode(List<Object> value) {
            return value.size() > 1 ? encode(value) : new byte[] {1};
        }

        @Override
        public List<Object> decode(byte[] bytes) {
            return List.of(1);
        }

        @Override
        public String id() {
            return "cyclic";
        }
    }
}

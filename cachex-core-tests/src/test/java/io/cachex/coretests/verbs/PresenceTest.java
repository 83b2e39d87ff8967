package io.cachex.coretests.verbs;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.Lookup;
import io.cachex.Lookup.StaleReason;
import io.cachex.coretests.Caller;
import io.cachex.coretests.Face;
import io.cachex.coretests.SlowOrigin;
import java.io.IOException;
import java.time.Duration;

class PresenceTest {

    private final Tiers tiers = new Tiers();
    private final SlowOrigin origin = new SlowOrigin();

    /** A3: exists and ttl look, and load nothing. */
    @EachShape
    void existsAndTtlTellWhatIsFresh(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin).build());

        assertThat(cache.exists("a")).isFalse();
        cache.put("a", "1");
        tiers.time.advance(ofMinutes(1));

        assertThat(cache.exists("a")).isTrue();
        assertThat(cache.ttl("a").orElseThrow()).isCloseTo(ofMinutes(4), Duration.ofNanos(2_000));
        tiers.time.advance(ofMinutes(5));
        assertThat(cache.exists("a")).isFalse();
        assertThat(cache.ttl("a")).isEmpty();
        assertThat(origin.loads()).isZero();
    }

    /** A3: what is expired is loaded at the next read. */
    @EachShape
    void expireEndsFreshness(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin).build());
        cache.put("a", "1");

        assertThat(cache.expire("a")).isTrue();

        assertThat(cache.expire("a")).isFalse();
        assertThat(cache.expire("missing")).isFalse();
        assertThat(cache.getIfPresent("a")).isNull();
        assertThat(cache.exists("a")).isFalse();
        assertThat(cache.get("a")).isEqualTo("a@1");
    }

    /** A3, B4: expire keeps the value as a stale fallback, for as long as it would have been one. */
    @EachShape
    void anExpiredValueIsAFallback(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin).build());
        cache.put("a", "1");
        tiers.time.advance(ofMinutes(1));
        origin.fail(new IOException("down"));

        cache.expire("a");

        Lookup<String> covered = cache.find("a");
        assertThat(covered.value()).isEqualTo("1");
        assertThat(covered.staleReason()).isEqualTo(StaleReason.LOAD_FAILED);
        tiers.time.advance(ofMinutes(63));
        assertThat(cache.find("a").value()).isEqualTo("1");
        tiers.time.advance(ofSeconds(61));
        assertThat(Caller.start(() -> cache.find("a")).failure()).hasRootCauseMessage("down");
    }

    /** B3: a load that began before does not make it fresh again. */
    @EachShape
    void expireWinsOverALoadThatBeganBefore(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).loader(origin).build());
        cache.get("a");
        origin.hang();
        Caller<String> refresh = Caller.start(() -> cache.refresh("a"));
        origin.awaitLoads(2);

        cache.expire("a");
        origin.release();
        refresh.result();

        assertThat(cache.getIfPresent("a")).isNull();
    }

    /** A3: a read of the clock between two looks never makes a time to live of zero. */
    @EachShape
    void ttlIsNeverZero(Face face, Shape shape) {
        Cache<String> cache = face.of(tiers.words(shape).build());
        for (int i = 0; i < 20; i++) {
            cache.put("a", "1", io.cachex.PutOptions.defaults().ttl(Duration.ofNanos(1 + i)));

            cache.ttl("a").ifPresent(left -> assertThat(left).isPositive());
        }
    }
}

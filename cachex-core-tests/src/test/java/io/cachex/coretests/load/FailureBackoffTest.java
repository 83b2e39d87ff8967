package io.cachex.coretests.load;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.Lookup;
import io.cachex.OriginStatusException;
import io.cachex.Refresh;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;

class FailureBackoffTest {

    @AutoClose
    private final Scene scene = new Scene();

    private Cache<String> staleCache(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.ttl(ofMinutes(1)).staleIfError(ofDays(1)));
        cache.get("a");
        scene.advance(ofMinutes(2));
        scene.origin.fail(new IOException("down"));
        return cache;
    }

    /** B4: after a failure no new load for a back-off, which is at least half a second and counted. */
    @EachSetup
    void failedKeyIsLeftAlone(Setup setup) {
        Cache<String> cache = staleCache(setup);
        cache.get("a");

        scene.advance(ofMillis(499));
        Lookup<String> found = cache.find("a");

        assertThat(found.value()).isEqualTo("a@1");
        assertThat(found.staleReason()).isEqualTo(Lookup.StaleReason.BACKING_OFF);
        assertThat(found.cause()).hasMessage("down");
        assertThat(scene.origin.loads()).isEqualTo(2);
        assertThat(cache.stats().backoffs()).isOne();
    }

    /** B4: the back-off grows from 1 s to 30 s, jittered between half and the whole. */
    @EachSetup
    void backoffGrowsToItsMaximum(Setup setup) {
        Cache<String> cache = staleCache(setup);

        long[] longest = {1, 2, 4, 8, 16, 30, 30, 30};
        for (int failure = 0; failure < longest.length; failure++) {
            cache.get("a");
            assertThat(scene.origin.loads()).isEqualTo(2 + failure);
            scene.advance(ofSeconds(longest[failure]).dividedBy(2).minusMillis(1));
            cache.get("a");
            assertThat(scene.origin.loads()).as("in its back-off").isEqualTo(2 + failure);
            scene.advance(ofSeconds(longest[failure]).dividedBy(2).plusMillis(1));
        }
    }

    /** B4: a load that answers ends the back-off: the next failure starts at the beginning. */
    @EachSetup
    void successForgetsEarlierFailures(Setup setup) {
        Cache<String> cache = staleCache(setup);
        for (int i = 0; i < 6; i++) {
            cache.get("a");
            scene.advance(ofSeconds(30));
        }
        scene.origin.heal();
        assertThat(cache.get("a")).isEqualTo("a@8");

        scene.advance(ofMinutes(2));
        scene.origin.fail(new IOException("down again"));
        cache.get("a");
        scene.advance(ofSeconds(1));
        cache.get("a");

        assertThat(scene.origin.loads()).isEqualTo(10);
    }

    /** B4: the back-off is one key's. */
    @EachSetup
    void otherKeysAreLoaded(Setup setup) {
        Cache<String> cache = staleCache(setup);
        cache.get("a");

        scene.origin.heal();

        assertThat(cache.get("b")).isEqualTo("b@1");
    }

    /** A4, B4: who forces a refresh is not put off. */
    @EachSetup
    void forcedRefreshLoadsDuringTheBackoff(Setup setup) {
        Cache<String> cache = staleCache(setup);
        cache.get("a");

        scene.origin.heal();

        assertThat(cache.refresh("a")).isEqualTo("a@3");
    }

    /** B4: authoritative answers surface again and again; there is nothing to back off from. */
    @EachSetup
    void authoritativeAnswerIsNotHiddenByABackoff(Setup setup) {
        Cache<String> cache = staleCache(setup);
        scene.origin.fail(new OriginStatusException(404, "not found"));
        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(OriginStatusException.class);

        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(OriginStatusException.class);

        assertThat(scene.origin.loads()).isEqualTo(3);
    }

    /** B4, B6: a refresh that fails backs off, too, whatever the failure: readers do not become a stream of loads. */
    @EachSetup({Tiers.NEAR, Tiers.NEAR_AND_STORE})
    void failedRefreshBacksOffWhateverTheFailure(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.ttl(ofMinutes(1)).refresh(Refresh.ahead()));
        cache.get("a");
        scene.advance(ofSeconds(50));
        scene.origin.fail(new OriginStatusException(404, "not found"));
        cache.get("a");
        Scene.until(() -> cache.stats().loadFailures() == 1 && cache.stats().runningLoads() == 0);

        for (int i = 0; i < 10; i++) {
            assertThat(cache.get("a")).isEqualTo("a@1");
        }

        assertThat(cache.stats().refreshes()).isOne();
        assertThat(scene.origin.loads()).isEqualTo(2);
    }
}

package io.cachex.coretests.offline;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.Cache;
import io.cachex.Lookup;
import io.cachex.coretests.Caller;
import io.cachex.coretests.load.EachSetup;
import io.cachex.coretests.load.Scene;
import io.cachex.coretests.load.Setup;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.Timeout;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;

/** I2, FT42: a hanging origin costs the timeout until the breaker opens, then nothing. */
class HangingOriginTest {

    private static final int THRESHOLD = 5;
    private static final Duration LIMIT = ofMillis(200);
    private static final List<String> KEYS =
            IntStream.range(0, 100).mapToObj(i -> "key" + i).toList();

    @AutoClose
    private final Scene scene = new Scene();

    private Cache<String> warm(Setup setup) {
        CircuitBreaker breaker = CircuitBreaker.builder()
                .failureThreshold(THRESHOLD)
                .openFor(ofSeconds(30))
                .timeSource(scene.time)
                .build();
        Timeout limit = Timeout.builder(LIMIT).timeSource(scene.time).build();
        Cache<String> cache = scene.cache(
                setup,
                options -> options.ttl(ofMinutes(1))
                        .staleIfError(ofHours(9))
                        .timeout(ofHours(9)) // of the policy alone
                        .loadDeadline(ofHours(9))
                        .loaderPolicies(breaker, limit));
        KEYS.forEach(cache::get);
        scene.advance(ofMinutes(2));
        scene.origin.hang();
        return cache;
    }

    /** A read that waits for the clock; how much of the clock's time it took. */
    private Duration read(Cache<String> cache, String key) {
        long began = scene.time.nanos();
        Caller<String> reader = Caller.start(() -> cache.get(key));
        Awaitility.await()
                .atMost(ofSeconds(20))
                .pollDelay(Duration.ZERO)
                .pollInterval(ofMillis(5))
                .until(() -> {
                    reader.awaitWaiting();
                    boolean answered = reader.isDone();
                    if (!answered) {
                        scene.advance(LIMIT); // perhaps before its timer is set: then once more
                    }
                    return answered;
                });
        assertThat(reader.result()).isEqualTo(key + "@1");
        return Duration.ofNanos(scene.time.nanos() - began);
    }

    /** I2: five keys pay, all others are answered at once and the origin has its peace. */
    @EachSetup
    void costsItsTimeoutUntilTheBreakerOpens(Setup setup) {
        Cache<String> cache = warm(setup);

        for (int i = 0; i < THRESHOLD; i++) {
            assertThat(read(cache, KEYS.get(i))).isGreaterThanOrEqualTo(LIMIT);
        }
        assertThat(cache.origin().available()).isFalse();
        int asked = scene.origin.loads();
        long before = scene.time.nanos();
        for (String key : KEYS) {
            Lookup<String> found = cache.find(key);
            assertThat(found.value()).isEqualTo(key + "@1");
            assertThat(found.isStale()).isTrue();
        }

        assertThat(scene.time.nanos()).as("not one of them waited").isEqualTo(before);
        assertThat(scene.origin.loads()).as("nor asked").isEqualTo(asked).isLessThanOrEqualTo(KEYS.size() + THRESHOLD);
        assertThat(cache.stats().runningLoads()).isZero();
    }

    /** I2: when it answers again, the breaker's trials find out, and within its time all keys are fresh. */
    @EachSetup
    void isUsedAgainWhenItAnswers(Setup setup) {
        Cache<String> cache = warm(setup);
        for (int i = 0; i < THRESHOLD; i++) {
            read(cache, KEYS.get(i));
        }
        scene.origin.release();
        scene.advance(ofSeconds(31));

        KEYS.forEach(cache::get);

        assertThat(cache.origin().isOnline()).isTrue();
        assertThat(KEYS.subList(THRESHOLD, KEYS.size()))
                .allSatisfy(key -> assertThat(cache.find(key).isStale()).isFalse());
    }
}

package io.cachex.coretests.load;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.LoadException;
import java.net.ConnectException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;

class OutageTest {

    private static final List<String> KEYS =
            IntStream.range(0, 5_000).mapToObj(i -> "key" + i).toList();

    @AutoClose
    private final Scene scene = new Scene();

    /**
     * Issue 2, B4, I2: origin down, 5,000 warm keys, 60 s beyond their TTL: no error; after ttl + staleIfError the
     * exception surfaces; after recovery the next read past the back-off is fresh.
     */
    @EachSetup
    void warmKeysSurviveAnOutageOfTheOrigin(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.ttl(ofMinutes(1)).staleIfError(ofMinutes(10)));
        KEYS.forEach(cache::get);
        scene.origin.fail(new ConnectException("refused"));
        scene.advance(ofMinutes(1));

        for (int round = 0; round < 6; round++) {
            scene.advance(ofSeconds(10));
            assertThat(KEYS).allSatisfy(key -> assertThat(cache.get(key)).isEqualTo(key + "@1"));
        }
        long triedDuringOutage = scene.origin.loads() - KEYS.size();
        assertThat(triedDuringOutage).isLessThanOrEqualTo(6L * KEYS.size());

        scene.advance(ofMinutes(9));
        assertThat(KEYS.subList(0, 100))
                .allSatisfy(key -> assertThatThrownBy(() -> cache.get(key)).isInstanceOf(LoadException.class));

        scene.origin.heal();
        assertThat(KEYS.subList(0, 100))
                .allSatisfy(
                        key -> assertThat(cache.get(key)).startsWith(key + "@").isNotEqualTo(key + "@1"));
    }

    /** B4: after recovery a stale key is fresh again at its first read past the back-off. */
    @EachSetup
    void firstReadPastTheBackoffIsFresh(Setup setup) {
        Cache<String> cache =
                scene.cache(setup, options -> options.ttl(ofMinutes(1)).staleIfError(ofMinutes(10)));
        cache.get("a");
        scene.advance(ofMinutes(2));
        scene.origin.fail(new ConnectException("refused"));
        assertThat(cache.find("a").isStale()).isTrue();
        scene.origin.heal();
        assertThat(cache.find("a").isStale()).as("backing off").isTrue();

        scene.advance(ofSeconds(1));

        assertThat(cache.find("a").isStale()).isFalse();
    }
}

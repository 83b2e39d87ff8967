package io.cachex.coretests.offline;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CallRejectedException;
import io.cachex.CircuitOpenException;
import io.cachex.OriginStatus;
import io.cachex.OriginStatusException;
import io.cachex.coretests.Caller;
import io.cachex.coretests.load.EachSetup;
import io.cachex.coretests.load.Scene;
import io.cachex.coretests.load.Setup;
import io.cachex.coretests.load.Tiers;
import io.cachex.spi.FailureClass;
import io.cachex.testkit.RecordingObserver.Availability;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;

/** I3: the origin as the cache sees it, and what is said of it: once per change, and rarely of stale values. */
class AvailabilityTest {

    private static final String UNAVAILABLE = "cache users: the origin is not available (java.io.IOException)";
    private static final String BACK = "cache users: the origin answers again";
    private static final String OLD = "an old value is served for ";

    @AutoClose
    private final Scene scene = new Scene();

    @AutoClose
    private final Log log = new Log(Level.INFO);

    private Cache<String> cache(Setup setup, UnaryOperator<CacheBuilder<String>> more) {
        return scene.cache(
                setup, options -> more.apply(options.ttl(ofMinutes(1)).staleIfError(ofHours(9))));
    }

    private Cache<String> stale(Setup setup, UnaryOperator<CacheBuilder<String>> more) {
        Cache<String> cache = cache(setup, more);
        for (String key : List.of("a", "b", "c", "d")) {
            cache.get(key);
        }
        scene.advance(ofMinutes(2));
        return cache;
    }

    private void outage(Cache<String> cache) {
        scene.origin.fail(new IOException("down"));
        for (String key : List.of("a", "b", "c")) {
            assertThat(cache.get(key)).isEqualTo(key + "@1");
        }
    }

    /** I3: a cache begins online. */
    @EachSetup
    void beginsOnline(Setup setup) {
        Cache<String> cache = scene.cache(setup);

        assertThat(cache.origin()).isEqualTo(new OriginStatus(true, true, scene.time.instant(), 0, null, null));
        assertThat(cache.origin().isOnline()).isTrue();
    }

    /** I3: WARN and INFO once per change; the state tells since when, how often and of what kind. */
    @EachSetup
    void anOutageIsToldOnceAtEitherEnd(Setup setup) {
        Cache<String> cache = stale(setup, options -> options);
        Instant began = scene.time.instant();

        outage(cache);
        for (int i = 0; i < 50; i++) {
            scene.advance(ofSeconds(1));
            assertThat(cache.get("a")).isEqualTo("a@1");
        }

        assertThat(log.lines(Level.WARN, "not available")).containsExactly(UNAVAILABLE);
        assertThat(cache.origin())
                .isEqualTo(new OriginStatus(true, false, began, 53, FailureClass.OUTAGE, IOException.class.getName()));

        scene.origin.heal();
        scene.advance(ofMinutes(1));
        for (String key : List.of("a", "b", "c")) {
            assertThat(cache.get(key)).isNotEqualTo(key + "@1");
        }

        assertThat(log.lines(Level.INFO, BACK))
                .singleElement()
                .asString()
                .contains("after PT1M50S", "53 reads were answered by old values");
        assertThat(cache.origin().isOnline()).isTrue();
        assertThat(cache.origin().since()).isEqualTo(scene.time.instant());
        assertThat(cache.origin().staleServes()).isZero();
        assertThat(scene.observer.events(Availability.class))
                .containsExactly(new Availability("users", true, false), new Availability("users", true, true));
    }

    /** I3: WARN with the key and the age when a stale value is served, at the first of an outage and then rarely. */
    @EachSetup
    void staleValuesAreToldAtAMeasuredRate(Setup setup) {
        Cache<String> cache = stale(setup, options -> options);

        outage(cache);
        for (int i = 0; i < 60; i++) {
            scene.advance(ofSeconds(10));
            cache.get("d");
        }

        List<String> lines = log.lines(Level.WARN, OLD);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("cache users: " + OLD + "\"a\", PT2M after its load (java.io.IOException)");

        scene.origin.heal();
        scene.advance(ofMinutes(1));
        cache.get("a");
        cache.get("b");
        scene.advance(ofMinutes(2));
        scene.origin.fail(new IOException("down again"));
        cache.get("b");
        assertThat(log.lines(Level.WARN, OLD)).as("another outage").hasSize(3);
    }

    /** I3, A12: the key can be redacted. */
    @EachSetup(Tiers.NEAR)
    void theKeyCanBeRedacted(Setup setup) {
        Cache<String> cache = stale(setup, options -> options.redactKeys(true));

        outage(cache);

        assertThat(log.lines(Level.WARN, OLD)).singleElement().asString().contains("for (redacted), PT2M after");
    }

    /** I3: an origin that fails now and then has no outage, or there would be two lines for each failure. */
    @EachSetup
    void aFailureNowAndThenIsNoOutage(Setup setup) {
        Cache<String> cache = cache(setup, options -> options);
        for (int i = 0; i < 100; i++) {
            String key = "k" + i;
            if (i % 3 == 2) {
                cache.get(key);
            } else {
                scene.origin.fail(new IOException("now and then"));
                assertThatThrownBy(() -> cache.get(key)).hasRootCauseMessage("now and then");
                scene.origin.heal();
            }
        }

        assertThat(cache.origin().available()).isTrue();
        assertThat(log.lines(Level.WARN, "not available")).isEmpty();
        assertThat(scene.observer.count(Availability.class)).isZero();
    }

    /** I3: nor is one answer the end of an outage while others still fail; a hundred in a row are, or a calm second. */
    @EachSetup(Tiers.NEAR)
    void anAnswerAmongFailuresIsNotTheEnd(Setup setup) {
        Cache<String> cache = stale(setup, options -> options);
        outage(cache);
        scene.origin.heal();
        cache.get("new");
        assertThat(cache.origin().available()).isFalse();

        scene.advance(ofMillis(999));
        cache.get("newer");
        assertThat(cache.origin().available()).isFalse();
        scene.advance(ofMillis(1));
        cache.get("newest");
        assertThat(cache.origin().available()).isTrue();

        scene.origin.fail(new IOException("down"));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> cache.get("none")).isNotNull();
        }
        assertThat(cache.origin().available()).isFalse();
        scene.origin.heal();
        for (int i = 0; i < 100; i++) {
            assertThat(cache.origin().available()).isFalse();
            cache.get("key" + i);
        }
        assertThat(cache.origin().available()).isTrue();
    }

    /** I3: a breaker that refuses has seen enough; its own cause is the failure. */
    @EachSetup
    void anOpenBreakerIsAnOutageAtOnce(Setup setup) {
        Cache<String> cache = cache(setup, options -> options);
        scene.origin.fail(new CircuitOpenException("db", Duration.ofSeconds(1), new IOException("down")));

        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(CircuitOpenException.class);

        assertThat(cache.origin().available()).isFalse();
        assertThat(cache.origin().lastFailureType()).isEqualTo(IOException.class.getName());
    }

    /** I3: what says nothing of the origin is no outage, and an authoritative answer ends one. */
    @EachSetup
    void whatIsNotTheOriginsIsNoOutage(Setup setup) {
        Cache<String> cache = cache(setup, options -> options);
        for (Exception failure : List.of(
                new CallRejectedException("full"),
                new CancellationException("given up"),
                new OriginStatusException(404, null))) {
            for (int i = 0; i < 5; i++) {
                scene.origin.fail(failure);
                assertThatThrownBy(() -> cache.get("a")).isNotNull();
            }
        }
        assertThat(cache.origin().available()).isTrue();

        scene.origin.fail(new IOException("down"));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> cache.get("a")).isNotNull();
        }
        assertThat(cache.origin().available()).isFalse();
        scene.advance(ofSeconds(1));
        scene.origin.fail(new OriginStatusException(404, null));
        assertThatThrownBy(() -> cache.get("a")).isInstanceOf(OriginStatusException.class);
        assertThat(cache.origin().available()).isTrue();
    }

    /** I3: a store that hangs is not the origin. */
    @EachSetup({Tiers.NEAR_AND_STORE, Tiers.STORE})
    void aStoreThatHangsIsNotTheOrigin(Setup setup) {
        Cache<String> cache = cache(setup, options -> options);
        scene.store.onAll().hang();
        for (int i = 0; i < 3; i++) {
            Caller<String> reader = Caller.start(() -> cache.get("a"));
            while (!reader.isDone()) {
                scene.advance(ofSeconds(1));
                Thread.onSpinWait();
            }
        }
        scene.advance(ofMinutes(1));

        assertThat(cache.origin().available()).isTrue();
        assertThat(scene.origin.loads()).isZero();
    }

    /** I1, I3: switching it off and on is told once for each change, and counted as an outage. */
    @EachSetup
    void disablingIsToldOnce(Setup setup) {
        Cache<String> cache = stale(setup, options -> options);
        Instant disabled = scene.time.instant();

        cache.upstreamEnabled(false);
        cache.upstreamEnabled(false);
        cache.get("a");
        cache.get("b");
        scene.advance(ofSeconds(5));

        assertThat(cache.origin()).isEqualTo(new OriginStatus(false, true, disabled, 2, null, null));
        assertThat(log.lines(Level.WARN, "the upstream is disabled")).hasSize(1);
        assertThat(log.lines(Level.WARN, OLD)).singleElement().asString().endsWith("(upstream disabled)");

        cache.upstreamEnabled(true);
        cache.upstreamEnabled(true);

        assertThat(log.lines(Level.INFO, "the upstream is enabled")).hasSize(1);
        assertThat(cache.origin()).isEqualTo(new OriginStatus(true, true, disabled.plusSeconds(5), 0, null, null));
        assertThat(scene.observer.events(Availability.class))
                .containsExactly(new Availability("users", false, true), new Availability("users", true, true));
    }

    /** I3: disabled during an outage and enabled again: one time offline, which ends when the origin answers. */
    @EachSetup
    void anOutageGoesOnWhileItIsDisabled(Setup setup) {
        Cache<String> cache = stale(setup, options -> options);
        Instant began = scene.time.instant();
        outage(cache);
        scene.advance(ofSeconds(10));

        cache.upstreamEnabled(false);
        assertThat(cache.get("d")).isEqualTo("d@1");
        scene.origin.heal();
        scene.advance(ofMinutes(1));
        cache.upstreamEnabled(true);

        assertThat(cache.origin())
                .isEqualTo(new OriginStatus(true, false, began, 4, FailureClass.OUTAGE, IOException.class.getName()));
        assertThat(cache.get("d")).isEqualTo("d@2");
        assertThat(cache.origin().isOnline()).isTrue();
        assertThat(log.lines(Level.INFO, BACK)).hasSize(1);
    }

    /** N: what observers throw harms nobody. */
    @EachSetup(Tiers.NEAR)
    void anObserverThatThrowsHarmsNobody(Setup setup) {
        Cache<String> cache = stale(
                setup,
                options -> options.observer(new io.cachex.spi.CacheObserver() {
                    @Override
                    public void onAvailability(String name, boolean enabled, boolean available) {
                        throw new IllegalStateException("broken");
                    }
                }));

        outage(cache);

        assertThat(cache.origin().available()).isFalse();
    }
}

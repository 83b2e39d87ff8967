package io.cachex.resilience.upstream;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.CacheClosedException;
import io.cachex.CacheTimeoutException;
import io.cachex.Failures;
import io.cachex.Near;
import io.cachex.NoUpstreamException;
import io.cachex.OriginStatusException;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.resilience.upstream.UpstreamStatus.State;
import io.cachex.spi.FailureClass;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** I5: a loader over several origins with id, priority, health check and breaker each. */
@Timeout(60)
class UpstreamsTest {

    private final FakeTime time = new FakeTime();
    private final List<Runnable> inBackground = new ArrayList<>();
    private final Origin eu = Origin.well("eu");
    private final Origin us = Origin.well("us");

    /** I5: lower first. */
    @ParameterizedTest
    @EnumSource
    void asksTheOneWithTheLowestPriority(Face face) throws Exception {
        Upstreams<String> upstreams =
                builder().add(face.upstream(us, 2)).add(face.upstream(eu, 1)).build();

        assertThat(face.load(upstreams, "k")).isEqualTo("from eu");
        assertThat(us.loads).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void asksTheOneAddedFirstAmongEquals(Face face) throws Exception {
        Upstreams<String> upstreams =
                builder().add(face.upstream(us, 1)).add(face.upstream(eu, 1)).build();

        assertThat(face.load(upstreams, "k")).isEqualTo("from us");
    }

    /** I5: all start unknown: not used until the first check, which runs at once, in the background. */
    @Test
    void doesNotUseAnUpstreamBeforeItsFirstCheck() throws Exception {
        Upstreams<String> upstreams = Upstreams.<String>builder("users")
                .timeSource(time)
                .executor(inBackground::add)
                .add(eu.upstream(1))
                .build();
        assertThat(eu.checks).hasValue(0); // build() did not wait for it

        assertThatThrownBy(() -> upstreams.load("k"))
                .isInstanceOf(NoUpstreamException.class)
                .hasMessage("no upstream available: eu unknown");
        assertThat(eu.loads).hasValue(0);
        runAll();
        assertThat(upstreams.load("k")).isEqualTo("from eu");
    }

    /** I5: none healthy → typed error, not "not found". */
    @ParameterizedTest
    @EnumSource
    void failsWithATypedErrorIfNoneIsHealthy(Face face) {
        Upstreams<String> upstreams = builder()
                .add(face.upstream(Origin.away("eu"), 1))
                .add(face.upstream(Origin.away("us"), 2))
                .build();

        Throwable failure = face.failureOf(upstreams, "k");

        assertThat(failure)
                .isInstanceOf(NoUpstreamException.class)
                .hasMessage("no upstream available: eu unhealthy, us unhealthy");
        assertThat(Failures.standard().classify(failure)).isEqualTo(FailureClass.OUTAGE);
    }

    @Test
    void failsWithATypedErrorIfThereIsNone() {
        Upstreams<String> upstreams = builder().build();

        assertThatThrownBy(() -> upstreams.load("k"))
                .isInstanceOf(NoUpstreamException.class)
                .hasMessage("no upstream available: 'users' has none");
    }

    /** Issue 5: the first upstream to answer is used within one check. */
    @ParameterizedTest
    @EnumSource
    void usesTheFirstUpstreamToAnswerWithinOneCheck(Face face) throws Exception {
        eu.dies();
        us.dies();
        Upstreams<String> upstreams =
                builder().add(face.upstream(eu, 1)).add(face.upstream(us, 2)).build();
        time.advance(ofMinutes(10));
        us.comesBack();
        int before = us.checks.get();

        time.advance(ofMinutes(1)); // the interval, of an unhealthy one

        assertThat(us.checks).hasValue(before + 1);
        assertThat(face.load(upstreams, "k")).isEqualTo("from us");
    }

    /** A load that finds nobody to ask looks for one, at most once in the shortest interval. */
    @ParameterizedTest
    @EnumSource
    void looksForOneWhenALoadFindsNone(Face face) throws Exception {
        eu.dies();
        Upstreams<String> upstreams = builder().add(face.upstream(eu, 1)).build();
        face.failureOf(upstreams, "k");
        eu.comesBack();
        assertThat(eu.checks).hasValue(1);

        time.advance(ofSeconds(5));
        face.failureOf(upstreams, "k");

        assertThat(eu.checks).hasValue(2);
        assertThat(face.load(upstreams, "k")).isEqualTo("from eu");
    }

    @ParameterizedTest
    @EnumSource
    void goesOnToTheNextOnAnOutage(Face face) throws Exception {
        Upstreams<String> upstreams = both(face);
        eu.dies();

        assertThat(face.load(upstreams, "k")).isEqualTo("from us");
        assertThat(eu.loads).hasValue(1);
    }

    /** An authoritative answer is an answer. */
    @ParameterizedTest
    @EnumSource
    void takesARefusalForAnAnswer(Face face) {
        Upstreams<String> upstreams = both(face);
        for (Exception answer :
                List.of(new OriginStatusException(403, null), new NoSuchElementException("no such user"))) {
            eu.failure = answer;

            assertThat(face.failureOf(upstreams, "k")).isSameAs(answer);
        }
        assertThat(us.loads).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void takesNullForAnAnswer(Face face) throws Exception {
        Upstreams<String> upstreams = both(face);
        eu.value = null;

        assertThat(face.load(upstreams, "k")).isNull();
        assertThat(us.loads).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void failsAsTheLastOneIfAllFail(Face face) {
        Upstreams<String> upstreams = both(face);
        eu.dies();
        us.dies();
        Exception first = eu.failure;

        Throwable failure = face.failureOf(upstreams, "k");

        assertThat(failure).isSameAs(us.failure).hasSuppressedException(first);
    }

    /** C5, I5: one breaker per upstream; an open one is not asked, and a check brings it back. */
    @ParameterizedTest
    @EnumSource
    void leavesAtOnceWhenItsBreakerOpensAndJoinsWithTheNextCheck(Face face) throws Exception {
        Upstreams<String> upstreams = both(face);
        eu.failure = new IOException("loads fail, checks do not");

        for (int i = 0; i < 10; i++) {
            assertThat(face.load(upstreams, "k" + i)).isEqualTo("from us");
        }

        assertThat(eu.loads).hasValue(5);
        assertThat(status(upstreams, "eu").state()).isEqualTo(State.UNHEALTHY);
        assertThat(status(upstreams, "eu").breaker()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(status(upstreams, "eu").problem()).isEqualTo("circuit open, java.io.IOException");
        eu.failure = null;
        time.advance(ofSeconds(5)); // the first of two good words
        assertThat(face.load(upstreams, "k")).isEqualTo("from us");
        time.advance(ofSeconds(5));
        assertThat(face.load(upstreams, "k")).isEqualTo("from eu");
        assertThat(status(upstreams, "eu").breaker()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    /** An operator's word stands until the operator takes it back. */
    @Test
    void doesNotCloseABreakerThatWasForcedOpen() throws Exception {
        CircuitBreaker breaker = CircuitBreaker.builder().timeSource(time).build();
        Upstreams<String> upstreams = builder()
                .add(eu.upstream(1).breaker(breaker))
                .add(us.upstream(2))
                .build();

        breaker.forceOpen();
        time.advance(ofMinutes(10));

        assertThat(upstreams.load("k")).isEqualTo("from us");
        breaker.reset();
        time.advance(ofMinutes(2));
        assertThat(upstreams.load("k")).isEqualTo("from eu");
    }

    @ParameterizedTest
    @EnumSource
    void asksNobodyElseWhenTheTimeIsOver(Face face) {
        Upstreams<String> upstreams = both(face);
        eu.dies();
        eu.onLoad = () -> time.advance(ofMillis(100));
        try (Cache<String> cache =
                cacheOver(upstreams, face).loadDeadline(ofMillis(100)).build()) {

            assertThatThrownBy(() -> cache.get("k")).isInstanceOf(CacheTimeoutException.class);
        }
        assertThat(eu.loads).hasValue(1);
        assertThat(us.loads).hasValue(0);
    }

    /** I5: add and remove at run time, twice = once, identity by id. */
    @ParameterizedTest
    @EnumSource
    void addsAndRemovesOnce(Face face) throws Exception {
        Upstreams<String> upstreams = builder().add(face.upstream(eu, 1)).build();

        assertThat(upstreams.add(face.upstream(us, 0))).isTrue();
        assertThat(upstreams.add(face.upstream(us, 7))).isFalse();

        assertThat(face.load(upstreams, "k")).isEqualTo("from us");
        assertThat(status(upstreams, "us").priority()).isZero();
        assertThat(us.checks).hasValue(1);
        assertThat(upstreams.remove("us")).isTrue();
        assertThat(upstreams.remove("us")).isFalse();
        assertThat(face.load(upstreams, "k")).isEqualTo("from eu");
        time.advance(ofMinutes(10));
        assertThat(us.checks).hasValue(1);
    }

    @Test
    void aRemovedOneMayComeBack() throws Exception {
        Upstreams<String> upstreams = builder().add(eu.upstream(1)).build();

        upstreams.remove("eu");
        assertThatThrownBy(() -> upstreams.load("k")).isInstanceOf(NoUpstreamException.class);
        upstreams.add(eu.upstream(1));

        assertThat(upstreams.load("k")).isEqualTo("from eu");
    }

    /** I5 with B4: stale values cover the outage of all upstreams, and the cache says what was wrong if there is none. */
    @ParameterizedTest
    @EnumSource
    void isCoveredByStaleValuesInACache(Face face) {
        Upstreams<String> upstreams = builder().add(face.upstream(eu, 1)).build();
        try (Cache<String> cache = cacheOver(upstreams, face).ttl(ofMinutes(1)).build()) {
            assertThat(cache.get("k")).isEqualTo("from eu");
            eu.dies();
            time.advance(ofMinutes(5));
            assertThat(upstreams.health().isAvailable()).isFalse();

            assertThat(cache.get("k")).isEqualTo("from eu");
            assertThat(cache.find("k").isStale()).isTrue();
            assertThatThrownBy(() -> cache.get("other"))
                    .isInstanceOf(NoUpstreamException.class)
                    .hasMessage("no upstream available: eu unhealthy");
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesLoadsAfterClose(Face face) {
        Upstreams<String> upstreams = both(face);
        upstreams.close();
        upstreams.close();

        assertThat(face.failureOf(upstreams, "k")).isInstanceOf(CacheClosedException.class);
        assertThatThrownBy(() -> upstreams.add(us.upstream(1))).isInstanceOf(CacheClosedException.class);
        assertThat(time.pending()).isZero();
    }

    @Test
    void printsItself() {
        us.dies();
        Upstreams<String> upstreams = both(Face.BLOCKING);

        assertThat(upstreams).hasToString("upstreams(users: eu HEALTHY, us UNHEALTHY)");
        assertThat(builder().build()).hasToString("upstreams(users)");
        assertThat(eu.upstream(3)).hasToString("eu(3)");
    }

    private CacheBuilder<String> cacheOver(Upstreams<String> upstreams, Face face) {
        CacheBuilder<String> builder = Cache.builder("users", String.class)
                .near(Near.maximumSize(100))
                .executor(Runnable::run)
                .timeSource(time);
        return face.name().startsWith("STAGE") ? builder.asyncLoader(upstreams.async()) : builder.loader(upstreams);
    }

    private Upstreams<String> both(Face face) {
        return builder().add(face.upstream(eu, 1)).add(face.upstream(us, 2)).build();
    }

    private UpstreamsBuilder<String> builder() {
        return Upstreams.<String>builder("users").jitter(0).timeSource(time).executor(Runnable::run);
    }

    private void runAll() {
        while (!inBackground.isEmpty()) {
            inBackground.remove(0).run();
        }
    }

    private static UpstreamStatus status(Upstreams<?> upstreams, String id) {
        return upstreams.health().upstreams().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}

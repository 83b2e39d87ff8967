package io.cachex.resilience.upstream;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.ConfigurationException;
import io.cachex.OriginStatusException;
import io.cachex.testkit.FakeTime;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** I6: effective priority = priority + penalty from latency and error rate (EWMA), option. And the options' ranges. */
@Timeout(60)
class RankingTest {

    private final FakeTime time = new FakeTime();
    private final Origin eu = Origin.well("eu");
    private final Origin us = Origin.well("us");

    @ParameterizedTest
    @EnumSource
    void asksASlowOneLaterAndAgainWhenItsSlownessHasFaded(Face face) throws Exception {
        Upstreams<String> upstreams = both(face).penalties(ofMillis(100), 0).build();
        eu.onLoad = () -> time.advance(ofMillis(300));

        assertThat(face.load(upstreams, "a")).isEqualTo("from eu"); // 1 + 3 points
        assertThat(face.load(upstreams, "b")).isEqualTo("from us");
        assertThat(upstreams.health().upstreams().get(1).effectivePriority()).isBetween(3.9, 4.0);
        assertThat(upstreams.health().upstreams().get(1).priority()).isEqualTo(1);
        time.advance(ofSeconds(55)); // a bit less than two half-lives: 1 + 0.84
        assertThat(face.load(upstreams, "c")).isEqualTo("from eu");
    }

    @ParameterizedTest
    @EnumSource
    void asksAFailingOneLater(Face face) throws Exception {
        Upstreams<String> upstreams = both(face).penalties(ofMinutes(1), 10).build();
        eu.failure = new IOException("sometimes");
        assertThat(face.load(upstreams, "a")).isEqualTo("from us");
        eu.failure = null;

        assertThat(face.load(upstreams, "b")).isEqualTo("from us");

        assertThat(eu.loads).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void notFoundIsNoFailure(Face face) {
        Upstreams<String> upstreams = both(face).penalties(ofMinutes(1), 10).build();
        eu.failure = new OriginStatusException(404, null);
        for (int i = 0; i < 5; i++) {
            face.failureOf(upstreams, "k");
        }

        assertThat(eu.loads).hasValue(5);
        assertThat(us.loads).hasValue(0);
    }

    /** Off by default. */
    @ParameterizedTest
    @EnumSource
    void doesNotLookAtLatencyUnlessAskedTo(Face face) throws Exception {
        Upstreams<String> upstreams = both(face).build();
        eu.onLoad = () -> time.advance(ofSeconds(1));

        for (int i = 0; i < 5; i++) {
            assertThat(face.load(upstreams, "k")).isEqualTo("from eu");
        }
        assertThat(upstreams.health().upstreams().get(0).effectivePriority()).isEqualTo(1);
    }

    /** BI29: a value outside its range is refused with its name and the rule. */
    @Test
    void refusesWhatCannotWork() {
        assertThatThrownBy(() -> builder().checkInterval(ofSeconds(0)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("checkInterval must be above zero and at most 1 day: PT0S");
        assertThatThrownBy(() -> builder().checkTimeout(ofSeconds(-1))).hasMessageContaining("checkTimeout must be");
        assertThatThrownBy(() -> builder().jitter(1)).hasMessage("jitter must be from 0.0 to 0.9: 1.0");
        assertThatThrownBy(() -> builder().successesToJoin(0)).hasMessageContaining("successesToJoin must be from 1");
        assertThatThrownBy(() -> builder().failuresToLeave(0)).hasMessageContaining("failuresToLeave must be from 1");
        assertThatThrownBy(() -> builder().penalties(ofSeconds(0), 1)).hasMessageContaining("latencyPerPoint");
        assertThatThrownBy(() -> builder().penalties(ofSeconds(1), -1)).hasMessageContaining("errorPoints");
        assertThatThrownBy(() -> builder().checkInterval(ofSeconds(1)).build())
                .hasMessage("adaptiveInterval.shortest must be at most checkInterval (PT1S): PT5S");
        assertThatThrownBy(() -> builder().checkInterval(ofMinutes(6)).build())
                .hasMessage("adaptiveInterval.longest must be at least checkInterval (PT6M): PT5M");
        assertThatThrownBy(() -> builder().add(Upstream.of("eu", eu::load)))
                .hasMessage("check of upstream 'eu' must not be null");
        assertThatThrownBy(() -> Upstream.of(" ", eu::load)).hasMessageContaining("id must be");
        assertThatThrownBy(() -> eu.upstream(2_000_000)).hasMessageContaining("priority must be from");
        assertThatThrownBy(() -> Upstreams.builder("")).hasMessageContaining("name must be");
    }

    private UpstreamsBuilder<String> both(Face face) {
        return builder().add(face.upstream(eu, 1)).add(face.upstream(us, 2));
    }

    private UpstreamsBuilder<String> builder() {
        return Upstreams.<String>builder("users").timeSource(time).executor(Runnable::run);
    }
}

package io.cachex.resilience.upstream;

import io.cachex.CircuitOpenException;
import io.cachex.resilience.CircuitBreaker;
import io.cachex.spi.FailureClass;
import io.cachex.spi.FailureClassifier;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Upstreams} go by.
 *
 * @param penalties what slowness and failures add to a priority; null if nothing
 */
record UpstreamRules(
        String name,
        TimeSource time,
        FailureClassifier classifier,
        Merit.@Nullable Penalties penalties,
        Duration checkTimeout,
        Rhythm.Bounds intervals,
        int successesToJoin,
        int failuresToLeave) {

    <T> Member<T> member(Upstream<T> upstream) {
        CircuitBreaker own = upstream.breaker();
        return new Member<>(
                upstream,
                own == null ? breaker(upstream.id()) : own,
                new Standing(successesToJoin, failuresToLeave),
                new Rhythm(intervals),
                this);
    }

    boolean isRanked() {
        return penalties != null;
    }

    /** Whether a failure says nothing of the value, so that somebody else may be asked. */
    boolean isNoAnswer(Throwable failure) {
        if (failure instanceof CircuitOpenException) {
            return true;
        }
        FailureClass known = classifier.classify(failure);
        return known != FailureClass.PERMANENT && known != FailureClass.CANCELLED;
    }

    private CircuitBreaker breaker(String id) {
        return CircuitBreaker.builder()
                .name(name + "." + id)
                .classifier(classifier)
                .timeSource(time)
                .build();
    }
}

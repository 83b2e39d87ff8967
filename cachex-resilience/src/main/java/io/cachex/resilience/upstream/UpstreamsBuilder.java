package io.cachex.resilience.upstream;

import io.cachex.ConfigurationException;
import io.cachex.Failures;
import io.cachex.Rules;
import io.cachex.spi.FailureClassifier;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@link Upstreams}. For one thread; a value outside its range is a {@link ConfigurationException} that names
 * it and the rule. Durations are at most one day.
 *
 * @param <T> the type of the values
 */
public final class UpstreamsBuilder<T> {

    private final String name;
    private final Map<String, Upstream<T>> upstreams = new LinkedHashMap<>();
    private Duration checkInterval = Duration.ofMinutes(1);
    private Duration shortestInterval = Duration.ofSeconds(5);
    private Duration longestInterval = Duration.ofMinutes(5);
    private double jitter = 0.1;
    private Duration checkTimeout = Duration.ofSeconds(5);
    private int successesToJoin = 2;
    private int failuresToLeave = 3;
    private FailureClassifier classifier = Failures.standard();
    private Merit.@Nullable Penalties penalties;
    private TimeSource time = TimeSource.system();
    private @Nullable Executor executor;

    UpstreamsBuilder(String name) {
        this.name = Rules.name("name", name);
    }

    /** An upstream; given twice it counts once. There may be none at first. */
    public UpstreamsBuilder<T> add(Upstream<T> upstream) {
        Rules.notNull("upstream", upstream).probe();
        upstreams.putIfAbsent(upstream.id(), upstream);
        return this;
    }

    /** How long until an upstream is checked again, above zero; 1 min by default. See {@link #adaptiveInterval}. */
    public UpstreamsBuilder<T> checkInterval(Duration interval) {
        checkInterval = Rules.timeout("checkInterval", interval);
        return this;
    }

    /**
     * Between which bounds the interval adapts itself (5 s to 5 min): halved by each change of the upstream's state, longer
     * by half with each check that confirms it. The shortest one while the last check speaks against the state and is not
     * yet enough, and after the breaker has opened. Unhealthy upstreams are never checked less often than the interval. The
     * same three values keep it constant.
     */
    public UpstreamsBuilder<T> adaptiveInterval(Duration shortest, Duration longest) {
        shortestInterval = Rules.timeout("adaptiveInterval.shortest", shortest);
        longestInterval = Rules.timeout("adaptiveInterval.longest", longest);
        return this;
    }

    /** By which share, from 0 to 0.9, each interval is shortened at random; 0.1 by default. */
    public UpstreamsBuilder<T> jitter(double share) {
        jitter = Rules.between("jitter", share, 0, 0.9);
        return this;
    }

    /** How long a check may take, above zero; 5 s by default. Then it has failed, and its thread is interrupted. */
    public UpstreamsBuilder<T> checkTimeout(Duration timeout) {
        checkTimeout = Rules.timeout("checkTimeout", timeout);
        return this;
    }

    /**
     * How many checks in a row must succeed until an unhealthy upstream is used, from 1 to 100; 2 by default. One is enough
     * for the first check, and while no upstream is healthy.
     */
    public UpstreamsBuilder<T> successesToJoin(int checks) {
        successesToJoin = Rules.between("successesToJoin", checks, 1, 100);
        return this;
    }

    /** How many checks in a row must fail until a healthy upstream is no longer used, from 1 to 100; 3 by default. */
    public UpstreamsBuilder<T> failuresToLeave(int checks) {
        failuresToLeave = Rules.between("failuresToLeave", checks, 1, 100);
        return this;
    }

    /**
     * Adds to an upstream's priority what it did lately (off): slow and failing ones are asked later. The means weigh each
     * load with a tenth and fade by half in 30 s without loads.
     *
     * @param latencyPerPoint so much mean latency of its loads adds 1
     * @param errorPoints so much is added if all its loads fail, from 0 to 1,000,000
     */
    public UpstreamsBuilder<T> penalties(Duration latencyPerPoint, double errorPoints) {
        penalties = new Merit.Penalties(
                Rules.timeout("penalties.latencyPerPoint", latencyPerPoint),
                Rules.between("penalties.errorPoints", errorPoints, 0, 1_000_000));
        return this;
    }

    /** Tells which failures are no answers, for the way to the next upstream and for the breakers made here. */
    public UpstreamsBuilder<T> classifier(FailureClassifier value) {
        classifier = Rules.notNull("classifier", value);
        return this;
    }

    /** Runs checks, listeners, and blocking loaders of the asynchronous face (threads made when needed). Not closed. */
    public UpstreamsBuilder<T> executor(Executor value) {
        executor = Rules.notNull("executor", value);
        return this;
    }

    /** The clock; the system's by default. */
    public UpstreamsBuilder<T> timeSource(TimeSource source) {
        time = Rules.notNull("timeSource", source);
        return this;
    }

    /**
     * The upstreams, whose first checks begin now, in the background. Waits for nothing.
     *
     * @throws ConfigurationException if options contradict each other
     */
    public Upstreams<T> build() {
        Rules.require(
                shortestInterval.compareTo(checkInterval) <= 0,
                "adaptiveInterval.shortest",
                shortestInterval,
                "at most checkInterval (" + checkInterval + ")");
        Rules.require(
                longestInterval.compareTo(checkInterval) >= 0,
                "adaptiveInterval.longest",
                longestInterval,
                "at least checkInterval (" + checkInterval + ")");
        UpstreamRules rules = new UpstreamRules(
                name,
                time,
                classifier,
                penalties,
                checkTimeout,
                new Rhythm.Bounds(checkInterval, shortestInterval, longestInterval, jitter),
                successesToJoin,
                failuresToLeave);
        Upstreams<T> all = new Upstreams<>(rules, executor);
        upstreams.values().forEach(all::add);
        return all;
    }
}

package io.cachex.resilience;

import io.cachex.CallRejectedException;
import io.cachex.ConfigurationException;
import io.cachex.Failures;
import io.cachex.Rules;
import io.cachex.spi.FailureClass;
import io.cachex.spi.FailureClassifier;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options of a {@link CircuitBreaker}. For one thread; a value outside its range is a
 * {@link ConfigurationException} that names it and the rule. Durations are at most 365 days.
 */
public final class CircuitBreakerBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);
    private static final int DEFAULT_THRESHOLD = 5;
    private static final Duration DEFAULT_LONGEST = Duration.ofMinutes(10);

    private final WindowRules window = new WindowRules();
    private @Nullable Integer failureThreshold;
    private Duration openFor = Duration.ofSeconds(30);
    private int halfOpenMax = 3;
    private Duration resetAfter = Duration.ofMinutes(2);
    private double backoff = 1;
    private Duration longest = DEFAULT_LONGEST;
    private @Nullable Duration trialLease;
    private String name = "breaker";
    private Predicate<Throwable> counts = counting(Failures.standard());
    private TimeSource time = TimeSource.system();

    CircuitBreakerBuilder() {}

    /** How many failures in a row open it, at least 1; 5 by default. Not together with a rate. */
    public CircuitBreakerBuilder failureThreshold(int failures) {
        failureThreshold = Rules.atLeast("failureThreshold", failures, 1);
        return this;
    }

    /** How long it rejects calls before it admits a trial, above zero; 30 s by default. */
    public CircuitBreakerBuilder openFor(Duration duration) {
        openFor = Rules.positive("openFor", duration);
        return this;
    }

    /** How many trials are admitted, and how many must succeed to close it; at least 1, 3 by default. */
    public CircuitBreakerBuilder halfOpenMax(int trials) {
        halfOpenMax = Rules.atLeast("halfOpenMax", trials, 1);
        return this;
    }

    /** After this time without a failure, those in a row are forgotten; above zero, 2 min by default. */
    public CircuitBreakerBuilder resetAfter(Duration duration) {
        resetAfter = Rules.positive("resetAfter", duration);
        return this;
    }

    /** Doubles the open time whenever trials fail, up to 10 min; it is constant by default. */
    public CircuitBreakerBuilder backoff() {
        return backoff(2, DEFAULT_LONGEST);
    }

    /**
     * Lets the open time grow whenever trials fail, until it closes; it is constant by default.
     *
     * @param multiplier from 1 to 100
     * @param cap the longest open time, at least {@code openFor}
     */
    public CircuitBreakerBuilder backoff(double multiplier, Duration cap) {
        backoff = Rules.between("backoff.multiplier", multiplier, 1, 100);
        longest = Rules.positive("backoff.cap", cap);
        return this;
    }

    /** How long a trial may take until another is admitted in its place, above zero; {@code openFor} by default. */
    public CircuitBreakerBuilder trialLease(Duration duration) {
        trialLease = Rules.positive("trialLease", duration);
        return this;
    }

    /** Opens when this share of the window's calls failed, above 0 and at most 1; off by default. */
    public CircuitBreakerBuilder failureRate(double share) {
        window.failureRate(share);
        return this;
    }

    /**
     * Opens when this share of the window's calls took longer than that; off by default.
     *
     * @param share above 0 and at most 1
     * @param slowerThan above zero
     */
    public CircuitBreakerBuilder slowCallRate(double share, Duration slowerThan) {
        window.slowCallRate(share, slowerThan);
        return this;
    }

    /** The window of the rates: the last so many calls, from 1 to 1,000,000; 100 by default. */
    public CircuitBreakerBuilder window(int calls) {
        window.calls(calls);
        return this;
    }

    /** The window of the rates: the calls of the last so many whole seconds, from 1 s to 1 h. */
    public CircuitBreakerBuilder window(Duration duration) {
        window.duration(duration);
        return this;
    }

    /** How many calls a window must hold before it can open the breaker, at least 1; 20 by default. */
    public CircuitBreakerBuilder minimumCalls(int calls) {
        window.minimumCalls(calls);
        return this;
    }

    /** The name in exceptions, logs and metrics, not blank; {@code breaker} by default. */
    public CircuitBreakerBuilder name(String value) {
        Rules.require(!Rules.notNull("name", value).isBlank(), "name", "'" + value + "'", "not blank");
        name = value;
        return this;
    }

    /**
     * Tells failures apart: {@code OUTAGE}, {@code TRANSIENT} and {@code UNKNOWN} count, {@code PERMANENT} and
     * {@code CANCELLED} do not; {@link Failures#standard()} by default. A {@link CallRejectedException} never counts.
     */
    public CircuitBreakerBuilder classifier(FailureClassifier classifier) {
        counts = counting(Rules.notNull("classifier", classifier));
        return this;
    }

    /** Which failures count, instead of a classifier. It is shown the exception without its wrappers. */
    public CircuitBreakerBuilder failureWhen(Predicate<Throwable> predicate) {
        counts = Rules.notNull("failureWhen", predicate);
        return this;
    }

    /** The clock; the system's by default. */
    public CircuitBreakerBuilder timeSource(TimeSource source) {
        time = Rules.notNull("timeSource", source);
        return this;
    }

    /**
     * Refuses what {@link #build} would refuse, and makes nothing.
     *
     * @throws ConfigurationException if options contradict each other
     */
    public void check() {
        Rules.require(longest.compareTo(openFor) >= 0 || backoff == 1, "backoff.cap", longest, "at least openFor");
        if (window.isOn() && failureThreshold != null) {
            throw new ConfigurationException(
                    "failureThreshold counts failures in a row and a rate looks at a window: set one of them: "
                            + failureThreshold);
        }
        window.check();
    }

    /**
     * The breaker, closed. A combination that can hardly protect anybody is logged as a warning.
     *
     * @throws ConfigurationException if options contradict each other
     */
    public CircuitBreaker build() {
        check();
        int threshold = failureThreshold == null ? DEFAULT_THRESHOLD : failureThreshold;
        warnIfWeak(threshold);
        CircuitRules rules = new CircuitRules(
                name,
                time,
                counts,
                halfOpenMax,
                openFor.toNanos(),
                backoff,
                longest.toNanos(),
                (trialLease == null ? openFor : trialLease).toNanos(),
                window.isOn(),
                tallies(threshold));
        return new CircuitBreaker(rules, "breaker(" + (window.isOn() ? window : threshold) + ")");
    }

    private Supplier<Tally> tallies(int threshold) {
        if (window.isOn()) {
            return window.tallies(time);
        }
        TimeSource clock = time;
        long resetNanos = resetAfter.toNanos();
        return () -> new ConsecutiveFailures(threshold, resetNanos, clock);
    }

    /** A breaker protects by opening early or by staying away for long. One that does neither is a mistake. */
    private void warnIfWeak(int threshold) {
        boolean late = !window.isOn() && threshold >= 20;
        boolean soonBack = openFor.compareTo(Duration.ofSeconds(halfOpenMax)) < 0;
        if (late && soonBack) {
            LOG.warn(
                    "Circuit breaker '{}' hardly protects: it opens after {} failures, for {} only, "
                            + "and then admits {} calls at once",
                    name,
                    threshold,
                    Spans.text(openFor),
                    halfOpenMax);
        }
    }

    private static Predicate<Throwable> counting(FailureClassifier classifier) {
        return failure -> {
            if (failure instanceof CallRejectedException) {
                return false; // a policy inside had no room: the callee was not asked
            }
            FailureClass known = classifier.classify(failure);
            return known != FailureClass.PERMANENT && known != FailureClass.CANCELLED;
        };
    }
}

package io.cachex.resilience.service;

import io.cachex.Failures;
import io.cachex.Rules;
import io.cachex.spi.FailureClass;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service with a stand-in. After a critical failure every call goes to the stand-in, that call included, until a probe says
 * that the service is well again. Other failures pass to the caller.
 *
 * <p>While it is degraded one task probes it, whatever the number of failures; it holds a thread only while it probes. Safe
 * for use by many threads; calls take no lock. Options are set before it is handed on.
 *
 * @param <S> the type of the service and of its stand-in
 */
public final class Degradable<S> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Degradable.class);

    private final String name;
    private final S service;
    private final S standIn;
    private final Probe<S> probe;
    private Predicate<Throwable> critical = failure -> Failures.standard().classify(failure) == FailureClass.OUTAGE;
    private Duration interval = Duration.ofSeconds(30);
    private Executor executor = ForkJoinPool.commonPool();
    private TimeSource time = TimeSource.system();

    private volatile boolean isDegraded; // written under the lock of this
    private TimeSource.@Nullable Scheduled next; // guarded by this
    private boolean isClosed; // guarded by this

    /** A call of a service. */
    @FunctionalInterface
    public interface Call<S, R extends @Nullable Object> {

        /** Makes the call. */
        R on(S service) throws Exception;
    }

    /** Looks whether a service is well. */
    @FunctionalInterface
    public interface Probe<S> {

        /** True if it is. An exception means no. */
        boolean isWell(S service) throws Exception;
    }

    private Degradable(String name, S service, S standIn, Probe<S> probe) {
        this.name = name;
        this.service = service;
        this.standIn = standIn;
        this.probe = probe;
    }

    /**
     * A service that is well. Critical are outages, and probes come every 30 s.
     *
     * @param name for logs, not blank
     * @param probe may block; runs on the executor
     */
    public static <S> Degradable<S> of(String name, S service, S standIn, Probe<S> probe) {
        return new Degradable<>(
                Rules.name("name", name),
                Rules.notNull("service", service),
                Rules.notNull("standIn", standIn),
                Rules.notNull("probe", probe));
    }

    /** Which failures of the service are critical: by default those that {@link Failures#standard()} calls an outage. */
    public Degradable<S> criticalIf(Predicate<Throwable> isCritical) {
        critical = Rules.notNull("criticalIf", isCritical);
        return this;
    }

    /** How long from the failure to the first probe, and from the end of one to the next: above zero, at most 1 day; 30 s. */
    public Degradable<S> probeEvery(Duration duration) {
        interval = Rules.timeout("probeEvery", duration);
        return this;
    }

    /** Where probes run; the common pool by default. */
    public Degradable<S> executor(Executor value) {
        executor = Rules.notNull("executor", value);
        return this;
    }

    /** The clock; the system's by default. */
    public Degradable<S> timeSource(TimeSource source) {
        time = Rules.notNull("timeSource", source);
        return this;
    }

    /**
     * Calls the service or, while it is degraded and after a critical failure, the stand-in.
     *
     * @throws Exception what the service threw if that is not critical, or what the stand-in threw
     */
    public <R extends @Nullable Object> R call(Call<S, R> call) throws Exception {
        if (isDegraded) {
            return call.on(standIn);
        }
        try {
            return call.on(service);
        } catch (Throwable e) { // user code
            if (!critical.test(Failures.unwrap(e))) {
                throw e;
            }
            degrade(e);
            return call.on(standIn);
        }
    }

    /** Whether calls go to the stand-in. */
    public boolean isDegraded() {
        return isDegraded;
    }

    /** Stops probing: it stays as it is. After that a critical failure is covered by the stand-in and changes nothing. */
    @Override
    public synchronized void close() {
        isClosed = true;
        if (next != null) {
            next.cancel();
            next = null;
        }
    }

    @Override
    public String toString() {
        return "degradable(" + name + (isDegraded ? ", degraded)" : ")");
    }

    private void degrade(Throwable failure) {
        synchronized (this) {
            if (isDegraded || isClosed) {
                return; // there is a task already
            }
            isDegraded = true;
            next = time.schedule(interval, this::submit);
        }
        LOG.warn("'{}' is degraded after {}", name, failure.getClass().getName());
    }

    private void submit() {
        try {
            executor.execute(this::probe);
        } catch (Throwable e) { // shut down, full, or out of threads
            LOG.debug("'{}': the executor took no probe", name, e);
            again();
        }
    }

    private void probe() {
        boolean isWell;
        try {
            isWell = probe.isWell(service);
        } catch (Throwable e) { // user code
            LOG.debug("'{}': a probe failed", name, e);
            isWell = false;
        }
        if (!isWell) {
            again();
            return;
        }
        synchronized (this) {
            if (isClosed) {
                return;
            }
            next = null;
            isDegraded = false;
        }
        LOG.info("'{}' is well again", name);
    }

    private synchronized void again() {
        if (!isClosed) {
            next = time.schedule(interval, this::submit);
        }
    }
}

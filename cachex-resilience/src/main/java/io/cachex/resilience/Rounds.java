package io.cachex.resilience;

import io.cachex.spi.MissGuard;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a guard catches up: by schedule, and soon after somebody asks for it; one round at a time, on the cache's executor. A
 * round that fails is tried again, after a pause that grows from 100 ms to 30 s.
 */
final class Rounds implements AutoCloseable {

    /** Learns what is to be learnt. */
    interface Work {

        /**
         * One round; may throw.
         *
         * @param isScheduled whether it is the schedule's
         * @return whether all is known now
         */
        boolean run(boolean isScheduled);
    }

    private static final Logger LOG = LoggerFactory.getLogger(BloomGuard.class);
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final MissGuard.Setup setup;
    private final Work work;
    private final @Nullable Duration every;
    private boolean running; // guarded by this, as what follows
    private boolean wanted;
    private boolean wantedBySchedule;
    private Duration pause = SHORTEST;
    private TimeSource.@Nullable Scheduled retry;
    private TimeSource.@Nullable Scheduled schedule;
    private boolean closed;

    Rounds(MissGuard.Setup setup, Work work, @Nullable Duration every) {
        this.setup = setup;
        this.work = work;
        this.every = every;
    }

    /** Begins the schedule, if there is one. */
    synchronized void begin() {
        if (every != null && !closed) {
            schedule = setup.time().schedule(every, () -> {
                want(true);
                begin();
            });
        }
    }

    /** Asks for a round: one that begins after this call. */
    void soon() {
        want(false);
    }

    private void want(boolean bySchedule) {
        synchronized (this) {
            wanted = true;
            wantedBySchedule |= bySchedule;
            if (running || closed) {
                return;
            }
            running = true;
        }
        execute();
    }

    private void execute() {
        try {
            setup.executor().execute(this::run);
        } catch (RuntimeException e) { // full, or shut down
            ended(false);
        }
    }

    private void run() {
        boolean bySchedule;
        synchronized (this) {
            bySchedule = wantedBySchedule;
            wanted = false;
            wantedBySchedule = false;
        }
        boolean isDone = false;
        try {
            isDone = work.run(bySchedule);
        } catch (RuntimeException e) { // the source is the user's, and the store may be away
            LOG.warn("cache {}: the miss guard could not catch up, and tries again: {}", setup.cache(), e.toString());
        }
        ended(isDone);
    }

    private void ended(boolean isDone) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (!isDone || wanted) {
                retry = setup.time().schedule(pause, this::execute);
                pause = isDone || pause.multipliedBy(2).compareTo(LONGEST) > 0
                        ? (isDone ? SHORTEST : LONGEST)
                        : pause.multipliedBy(2);
            } else {
                running = false;
                pause = SHORTEST;
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (retry != null) {
            retry.cancel();
        }
        if (schedule != null) {
            schedule.cancel();
        }
    }
}

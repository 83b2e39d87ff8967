package io.cachex.redis;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Counts what servers answer, until most have said yes, or all have answered, or the time is over. */
final class Ballot {

    /**
     * How it ended.
     *
     * @param yes servers that did what was asked
     * @param no servers that refused
     * @param servers how many were asked
     */
    record Result(int yes, int no, int servers) {

        int majority() {
            return servers / 2 + 1;
        }

        boolean isWon() {
            return yes >= majority();
        }

        /** Whether so many refused that no majority is left. */
        boolean isLost() {
            return no > servers - majority();
        }

        /** Whether most have answered, whatever they said. */
        boolean isReached() {
            return yes + no >= majority();
        }

        @Override
        public String toString() {
            return yes + " of " + servers + " servers said yes, " + no + " no";
        }
    }

    private final int servers;
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private int yes; // guarded by this
    private int no; // guarded by this
    private int missing; // guarded by this

    /**
     * A ballot that ends by itself.
     *
     * @param patience how long answers are waited for
     */
    Ballot(int servers, TimeSource time, Duration patience) {
        this.servers = servers;
        TimeSource.Scheduled end = time.schedule(patience, this::end);
        result.whenComplete((ended, failure) -> end.cancel());
    }

    void yes() {
        count(1, 0, 0);
    }

    void no() {
        count(0, 1, 0);
    }

    /** One that does not answer, or whose answer does not count. */
    void missing() {
        count(0, 0, 1);
    }

    /** An answer that was asked for, or why there is none. */
    void vote(@Nullable Boolean answer, @Nullable Throwable failure) {
        if (failure != null) {
            missing();
        } else if (Boolean.TRUE.equals(answer)) {
            yes();
        } else {
            no();
        }
    }

    /** Done on the thread of the answer that decided it, or on the timer's. */
    CompletableFuture<Result> result() {
        return result;
    }

    private void count(int moreYes, int moreNo, int moreMissing) {
        Result ended;
        synchronized (this) {
            yes += moreYes;
            no += moreNo;
            missing += moreMissing;
            ended = new Result(yes, no, servers);
            if (!ended.isWon() && yes + no + missing < servers) {
                return;
            }
        }
        result.complete(ended);
    }

    private void end() {
        synchronized (this) {
            Result ended = new Result(yes, no, servers);
            result.completeAsync(() -> ended); // what depends on it does not belong on the timer's thread
        }
    }
}

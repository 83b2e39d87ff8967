package io.cachex.redis;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Those who wait for the proof that a subscription has heard everything that was acknowledged before they asked: an answered
 * heartbeat that was sent after that.
 *
 * <p>One heartbeat out of turn is under way at a time; whoever asks meanwhile waits for the next one, which is sent when that
 * is answered. So any number of askers costs one question in a round trip, and nobody waits for more than two of them.
 */
final class Proofs {

    private record Waiting(long since, CompletableFuture<Boolean> answer) {}

    private final TimeSource time;
    private final long bound;
    private final Duration patience;
    private final Runnable ask;
    private final Queue<Waiting> waiting = new ArrayDeque<>(); // guarded by this
    private boolean asking; // guarded by this
    private long askedAt; // guarded by this
    private long failedAt; // guarded by this: when the question was sent that was not answered in time; 0 for none

    /**
     * Nobody waits yet.
     *
     * @param patience after which time without an answer nobody waits any more
     * @param ask sends a heartbeat now
     */
    Proofs(TimeSource time, Duration bound, Duration patience, Runnable ask) {
        this.time = time;
        this.bound = bound.toNanos();
        this.patience = patience;
        this.ask = ask;
    }

    /** True when it is proven; false if it is not soon, and at once if what was proven is over. */
    CompletionStage<Boolean> next(long liveUntil) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        synchronized (this) {
            long now = time.nanos();
            if (liveUntil - now <= 0 || (failedAt != 0 && liveUntil - bound - failedAt < 0)) {
                return CompletableFuture.completedFuture(
                        false); // until a heartbeat is answered again, nobody waits in vain
            }
            waiting.add(new Waiting(now, answer));
            if (asking) {
                return answer;
            }
            begin();
        }
        send();
        return answer;
    }

    /** Everything acknowledged until the bound before this time has been heard. */
    void proven(long liveUntil) {
        List<Waiting> served = new ArrayList<>();
        boolean goesOn;
        synchronized (this) {
            long heard = liveUntil - bound;
            while (!waiting.isEmpty() && heard - waiting.element().since >= 0) {
                served.add(waiting.remove());
            }
            if (asking && heard - askedAt >= 0) {
                asking = false;
            }
            goesOn = !asking && !waiting.isEmpty();
            if (goesOn) {
                begin();
            }
        }
        if (goesOn) {
            send();
        }
        served.forEach(one -> one.answer.complete(true));
    }

    /** Nothing is proven to those who wait. */
    void none() {
        List<Waiting> all;
        synchronized (this) {
            all = new ArrayList<>(waiting);
            waiting.clear();
            asking = false;
        }
        all.forEach(one -> one.answer.complete(false));
    }

    private void begin() { // under the lock
        asking = true;
        askedAt = time.nanos();
    }

    private void send() {
        long sent;
        synchronized (this) {
            sent = askedAt;
        }
        time.schedule(patience, () -> {
            boolean isOverdue;
            synchronized (this) {
                isOverdue = asking && askedAt == sent;
                failedAt = isOverdue ? sent : failedAt;
            }
            if (isOverdue) {
                none();
            }
        });
        ask.run();
    }
}

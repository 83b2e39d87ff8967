package io.cachex.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads of single keys by many callers, gathered into one request.
 *
 * <p>While few requests are under way, a read goes straight to the server. Beyond that it waits until one is answered, and
 * then goes with all others that wait: so requests get larger as the load grows, and nobody waits when there is none. The
 * time that a read has waited counts against its timeout.
 */
final class Gathering {

    /** How many requests may be under way before reads wait for each other. */
    static final int STRAIGHT = 2;

    private static final int MOST_KEYS = 128;
    private static final int MOST_WAITING = Room.MOST_REQUESTS;

    private final Link<?> link;
    private final Function<List<Key>, CompletableFuture<List<@Nullable Stored>>> fetch;
    private final IntSupplier mostKeys;
    private final int straight;
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Queue<Read> waiting = new ConcurrentLinkedQueue<>();

    /**
     * Gathers for this link.
     *
     * @param fetch reads several keys
     * @param mostKeys how many keys to ask for at once, at the most
     * @param straight how many requests may be under way before reads wait for each other
     */
    Gathering(
            Link<?> link,
            Function<List<Key>, CompletableFuture<List<@Nullable Stored>>> fetch,
            IntSupplier mostKeys,
            int straight) {
        this.link = link;
        this.fetch = fetch;
        this.mostKeys = mostKeys;
        this.straight = straight;
    }

    /** What is at a key; null if there is nothing. */
    CompletableFuture<@Nullable Stored> read(Key key) {
        if (enter()) {
            CompletableFuture<List<@Nullable Stored>> answer = fetch.apply(List.of(key));
            answer.whenComplete((found, failure) -> leave());
            return answer.thenApply(found -> found.get(0));
        }
        if (waitingCount.incrementAndGet() > MOST_WAITING) {
            waitingCount.decrementAndGet();
            return CompletableFuture.failedFuture(RedisFailures.refused(link.address(), Room.FULL));
        }
        Read read = new Read(key);
        read.deadline = link.watch(read);
        waiting.add(read);
        sendWaiting(); // the last answer may have come before this one was seen to wait
        return read;
    }

    private boolean enter() {
        if (underWay.get() >= straight) { // a look is cheaper than two writes
            return false;
        }
        if (underWay.incrementAndGet() > straight) {
            underWay.decrementAndGet();
            return false;
        }
        return true;
    }

    private void leave() {
        underWay.decrementAndGet();
        sendWaiting();
    }

    private void sendWaiting() {
        while (!waiting.isEmpty() && enter()) {
            List<Read> reads = take();
            if (reads.isEmpty()) {
                underWay.decrementAndGet();
                continue; // others took them; or another has begun to wait meanwhile
            }
            fetch.apply(reads.stream().map(read -> read.key).toList()).whenComplete((found, failure) -> {
                leave();
                for (int i = 0; i < reads.size(); i++) {
                    reads.get(i).end(found == null ? null : found.get(i), failure);
                }
            });
        }
    }

    private List<Read> take() {
        List<Read> reads = new ArrayList<>();
        int most = Math.min(MOST_KEYS, mostKeys.getAsInt());
        while (reads.size() < most) {
            Read read = waiting.poll();
            if (read == null) {
                break;
            }
            waitingCount.decrementAndGet();
            if (!read.isDone()) { // it may have expired
                reads.add(read);
            }
        }
        return reads;
    }

    /** A read that waits for others. */
    private final class Read extends CompletableFuture<@Nullable Stored> implements Deadlines.Expiring {

        private final Key key;
        private Deadlines.@Nullable Deadline deadline; // written before it is queued

        Read(Key key) {
            this.key = key;
        }

        void end(@Nullable Stored found, @Nullable Throwable failure) {
            if (deadline != null) {
                deadline.over();
            }
            if (failure == null) {
                complete(found);
            } else {
                completeExceptionally(failure);
            }
        }

        @Override
        public void expire() {
            completeExceptionally(RedisFailures.timedOut(link.address(), "MGET", link.timeoutNanos() / 1_000_000));
        }
    }
}

package io.cachex.redis;

import io.cachex.spi.StoredValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
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
    private final Function<List<byte[]>, CompletableFuture<List<@Nullable StoredValue>>> fetch;
    private final IntSupplier mostKeys;
    private final int straight;
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Queue<KeyRead<?>> waiting = new ConcurrentLinkedQueue<>();

    /**
     * Gathers for this link.
     *
     * @param fetch reads several values by their names
     * @param mostKeys how many keys to ask for at once, at the most
     * @param straight how many requests may be under way before reads wait for each other
     */
    Gathering(
            Link<?> link,
            Function<List<byte[]>, CompletableFuture<List<@Nullable StoredValue>>> fetch,
            IntSupplier mostKeys,
            int straight) {
        this.link = link;
        this.fetch = fetch;
        this.mostKeys = mostKeys;
        this.straight = straight;
    }

    /** Makes a read, now or with others. */
    void read(KeyRead<?> read) {
        if (enter()) {
            send(List.of(read), List.of(read.name));
            return;
        }
        if (waitingCount.incrementAndGet() > MOST_WAITING) {
            waitingCount.decrementAndGet();
            read.end(null, RedisFailures.refused(link.address(), Room.FULL));
            return;
        }
        read.waitFor(link);
        waiting.add(read);
        sendWaiting(); // the last answer may have come before this one was seen to wait
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
            List<KeyRead<?>> reads = take();
            if (reads.isEmpty()) {
                underWay.decrementAndGet();
                continue; // others took them; or another has begun to wait meanwhile
            }
            List<byte[]> names = new ArrayList<>(reads.size());
            for (KeyRead<?> read : reads) {
                names.add(read.name);
            }
            send(reads, names);
        }
    }

    private List<KeyRead<?>> take() {
        List<KeyRead<?>> reads = new ArrayList<>();
        int most = Math.min(MOST_KEYS, mostKeys.getAsInt());
        while (reads.size() < most) {
            KeyRead<?> read = waiting.poll();
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

    private void send(List<KeyRead<?>> reads, List<byte[]> names) {
        var unused = fetch.apply(names).whenComplete(new Sent(reads));
    }

    /** Reads that are under way in one request. */
    private final class Sent implements BiConsumer<@Nullable List<@Nullable StoredValue>, @Nullable Throwable> {

        private final List<KeyRead<?>> reads;

        Sent(List<KeyRead<?>> reads) {
            this.reads = reads;
        }

        @Override
        public void accept(@Nullable List<@Nullable StoredValue> found, @Nullable Throwable failure) {
            leave(); // first: the next ones need not wait until all these callers have heard
            for (int i = 0; i < reads.size(); i++) {
                reads.get(i).end(found == null ? null : found.get(i), failure);
            }
        }
    }
}

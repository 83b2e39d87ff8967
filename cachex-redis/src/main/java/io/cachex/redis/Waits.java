package io.cachex.redis;

import io.cachex.spi.TimeSource;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for others' leases to end: one for a key and process, whatever the number of callers.
 *
 * <p>They hear of it by a note on the channel of ready notes, if {@linkplain #listening somebody listens}, and look for
 * themselves too: often if nobody listens, else now and then, and when the lease would be over, because a holder that
 * died sends no note.
 *
 * <p>The race with the holder: (1) a reader is told that the lease is taken, (2) the holder fills and the note is sent,
 * (3) the reader begins to wait, and no note will come. So whoever begins to wait looks at once.
 */
final class Waits implements AutoCloseable {

    private static final int SHORTEST_MILLIS = 20;
    private static final int LONGEST_MILLIS = 100;
    private static final int LISTENING_FACTOR = 5;

    private final StoreContext context;
    private final TimeSource time;
    private final Map<String, Wait> waits = new ConcurrentHashMap<>();
    private volatile boolean listening;
    private volatile boolean closed;

    Waits(StoreContext context) {
        this.context = context;
        this.time = context.settings().time();
    }

    /** Done when the lease has ended, as far as can be told, or after this time. */
    CompletableFuture<Void> settled(String text, Duration atMost) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        if (closed) {
            mine.complete(null);
            return mine;
        }
        byte[] name = context.names().lease(KeyText.escaped(text));
        long until = time.nanos() + nanos(atMost);
        Wait wait = waits.compute(shown(name), (key, known) -> {
            Wait one = known == null ? new Wait(key, name, until) : known;
            one.join(mine, until);
            return one;
        });
        TimeSource.Scheduled end = time.schedule(atMost, () -> mine.complete(null));
        mine.thenRun(end::cancel);
        wait.begin();
        if (closed) {
            wait.end();
        }
        return mine;
    }

    /** A note: the lease of this name has ended. */
    void note(byte[] leaseName) {
        Wait wait = waits.get(shown(leaseName));
        if (wait != null) {
            wait.end();
        }
    }

    /** Whether notes are heard; false until said otherwise. */
    void listening(boolean isListening) {
        listening = isListening;
    }

    @Override
    public void close() {
        closed = true;
        waits.values().forEach(Wait::end);
    }

    int size() {
        return waits.size();
    }

    /**
     * Until the next look.
     *
     * @param left of the lease in ms; null or negative if that is not known
     */
    private Duration pause(@Nullable Long left) {
        int millis = ThreadLocalRandom.current().nextInt(SHORTEST_MILLIS, LONGEST_MILLIS + 1);
        long usual = listening ? millis * (long) LISTENING_FACTOR : millis;
        return Duration.ofMillis(left == null || left < 0 ? usual : Math.min(usual, left + 1));
    }

    /** Bytes as characters, one each. */
    private static String shown(byte[] name) {
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private static long nanos(Duration time) {
        return time.toSeconds() > TimeUnit.DAYS.toSeconds(1) ? TimeUnit.DAYS.toNanos(1) : time.toNanos();
    }

    /** All who wait for one lease. */
    private final class Wait {

        private final String key;
        private final byte[] name;
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private boolean begun; // guarded by this
        private volatile long until; // written in the map's lock of the key
        private volatile @Nullable String holder; // written by one look at a time

        Wait(String key, byte[] name, long until) {
            this.key = key;
            this.name = name;
            this.until = until;
        }

        void join(CompletableFuture<Void> one, long itsEnd) {
            if (itsEnd - until > 0) {
                until = itsEnd;
            }
            ended.thenRun(() -> one.complete(null));
        }

        synchronized void begin() {
            if (!begun) {
                begun = true;
                look();
            }
        }

        void end() {
            waits.remove(key, this);
            ended.complete(null);
        }

        private void look() {
            context.route().send(new Route.Errand<>(name, shard -> get())).whenComplete((found, failure) -> {
                if (ended.isDone()) {
                    return;
                }
                if (failure != null || hasEnded(found) || time.nanos() - until >= 0) {
                    end(); // where nobody can look, nothing is worth waiting for
                } else {
                    lookAgain();
                }
            });
        }

        /** After a pause, but no later than when the lease would be over if its holder has died. */
        private void lookAgain() {
            context.route()
                    .send(new Route.Errand<>(name, shard -> left()))
                    .whenComplete((millis, failure) -> time.schedule(pause(millis), this::look));
        }

        private Request<Long> left() {
            return new Request<Long>(CommandType.PTTL, new IntegerOutput<>(ByteArrayCodec.INSTANCE)).key(name);
        }

        private Request<byte[]> get() {
            return new Request<byte[]>(CommandType.GET, new ByteArrayOutput<>(ByteArrayCodec.INSTANCE)).key(name);
        }

        /** Whether the lease is not that of the first look. */
        private boolean hasEnded(byte @Nullable [] found) {
            if (found == null) {
                return true;
            }
            String text = shown(found);
            String token = text.endsWith("*") ? text.substring(0, text.length() - 1) : text;
            String first = holder;
            if (first == null) {
                holder = token;
            }
            return first != null && !first.equals(token);
        }
    }
}

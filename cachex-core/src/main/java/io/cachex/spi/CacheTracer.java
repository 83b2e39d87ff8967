package io.cachex.spi;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows single pieces of a cache's slow work from their beginning to their end, each as a part of what its caller does. A
 * {@link CacheObserver} is told of the end alone.
 *
 * <p>A read that the near tier answers is never followed. What is begun is always ended, at the latest when the cache is
 * closed. All methods are called by many threads at once, must be quick, and must not throw: what they throw is dropped.
 */
public interface CacheTracer {

    /** What is followed. */
    enum Kind {
        /** The origin is asked: from before the loader's policies to what its callers get. */
        LOAD,
        /** The same in the background, while readers are served what there is; begins with the look into the store. */
        REFRESH,
        /** The store is asked, for values, for the right to load them, or for the generations of tags. */
        STORE_READ,
        /** The store is to change: a value, a counter, the right to load. */
        STORE_WRITE,
        /** The store is to drop keys, or what has a tag. */
        STORE_REMOVE,
        /** A lock is asked for, until it is taken or refused. */
        LOCK,
        /** Writes that waited are made: one batch. */
        FLUSH
    }

    /**
     * What is begun.
     *
     * @param cache the cache's name
     * @param kind what it is
     * @param operation what is asked of the store; null for what is not a call of the store
     * @param keys how many keys it is about; 0 for tags and whole caches
     * @param names these keys; empty unless {@link #wantsKeys()}, and always where the cache keeps keys out of messages
     * @param patience how long, at most, the caller waits for a lock; zero for anything else
     */
    record Task(
            String cache,
            Kind kind,
            @Nullable StoreOperation operation,
            int keys,
            Collection<String> names,
            Duration patience) {

        /** As the constructor, for what is neither a call of the store nor a lock. */
        public static Task of(String cache, Kind kind, int keys, Collection<String> names) {
            return new Task(cache, kind, null, keys, names, Duration.ZERO);
        }
    }

    /**
     * How it ended.
     *
     * @param tier where the answer came from; null if that says nothing
     * @param found how many values were there, locks were taken, or writes were made
     * @param isStale whether the answer is past its freshness, in place of one that could not be had
     * @param failure why it failed, also where something else took its place; null if it did not
     * @param isRedacted whether the failure's message must not be told, because the cache keeps keys out of messages
     */
    record Outcome(
            @Nullable Tier tier,
            int found,
            boolean isStale,
            @Nullable Throwable failure,
            boolean isRedacted) {

        /** It went well. */
        public static Outcome done(@Nullable Tier tier, int found) {
            return new Outcome(tier, found, false, null, false);
        }

        /** It failed, and there is nothing. */
        public static Outcome failed(Throwable failure) {
            return new Outcome(null, 0, false, failure, false);
        }
    }

    /** As long as it is open, what the thread does is a part of something. Closed on the thread that opened it. */
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** Something by which another piece of work can say that it has to do with this one. May be kept for long: it is small. */
    interface Link {}

    /** What a thread may be a part of. Kept for as long as work goes on for it, on whatever threads. */
    interface Context {

        /** Makes what the current thread does a part of it. */
        Scope enter();

        /** By which to refer to it; null if there is nothing to refer to. */
        @Nullable
        Link link();
    }

    /** A piece of work under way. */
    interface Work extends Context {

        /** Something of it is tried again: the whole, or so many of a batch's writes. */
        void retried(int count);

        /** It is over; called once. */
        void end(Outcome outcome);
    }

    /** Whether to be given the {@linkplain Task#names() keys themselves} (false). Asked once, when the cache is built. */
    default boolean wantsKeys() {
        return false;
    }

    /** What the current thread is doing, to be gone on with on another one. */
    Context context();

    /**
     * Begins a piece of work as a part of what the current thread is doing.
     *
     * @param links to whatever else has caused it; without nulls
     */
    Work begin(Task task, List<Link> links);

    /**
     * The current thread waits for work that was begun for somebody else.
     *
     * @param link to that work; null if there is nothing to refer to
     */
    void joined(String cache, @Nullable Link link);
}

package io.cachex.redis;

import io.cachex.JournalException;
import io.cachex.JournalException.Reason;
import io.cachex.redis.JournalSteps.Place;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A journal in Redis Streams: the writes in one, the dead letters in another, each entry pending for the node that has it.
 * This is the outside: before it is open, and after it was closed, nothing goes through.
 */
final class RedisJournal implements Journal {

    private final String name;
    private final Function<String, OpenJournal> opening;
    private volatile @Nullable OpenJournal open; // written under this
    private volatile boolean closed; // written under this

    /** Not open. */
    RedisJournal(String name, Function<String, OpenJournal> opening) {
        this.name = name;
        this.opening = opening;
    }

    @Override
    public Contents open(String cache) {
        OpenJournal opened;
        synchronized (this) {
            if (open != null) {
                throw new IllegalStateException("the journal was opened before");
            }
            if (closed) {
                throw JournalFailures.closed();
            }
            opened = opening.apply(cache);
            open = opened;
        }
        return opened.begin();
    }

    @Override
    public CompletionStage<Contents> takeOver() {
        return answer(OpenJournal::takeOver);
    }

    /** {@inheritDoc} One that fails with "UNKNOWN" is taken back, unless this node dies before it can. */
    @Override
    public CompletionStage<Void> append(JournalEntry entry) {
        return answer(journal -> journal.append(entry));
    }

    /** {@inheritDoc} If that fails, it is done in the background as soon as it can be. */
    @Override
    public CompletionStage<Void> done(Collection<String> ids) {
        return answer(journal -> journal.forget(Place.WRITES, ids));
    }

    @Override
    public CompletionStage<Void> park(DeadEntry letter) {
        return answer(journal -> journal.park(letter));
    }

    /** {@inheritDoc} If that fails, it is done in the background as soon as it can be. */
    @Override
    public CompletionStage<Void> discard(Collection<String> ids) {
        return answer(journal -> journal.forget(Place.LETTERS, ids));
    }

    @Override
    public Durability durability() {
        return Durability.REMOTE;
    }

    @Override
    public void close() {
        OpenJournal opened;
        synchronized (this) {
            closed = true;
            opened = open;
        }
        if (opened != null) {
            opened.close();
        }
    }

    /** What is open; for tests. */
    @Nullable
    OpenJournal opened() {
        return open;
    }

    private <R> CompletionStage<R> answer(Function<OpenJournal, CompletableFuture<R>> call) {
        OpenJournal opened = open;
        if (closed || (opened != null && opened.isClosed())) { // the latter by closing Redis
            return CompletableFuture.failedFuture(JournalFailures.closed());
        }
        if (opened == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("the journal was not opened"));
        }
        try {
            return call.apply(opened)
                    .exceptionallyCompose(failure -> CompletableFuture.failedFuture(JournalFailures.of(failure)));
        } catch (IllegalArgumentException e) { // a lone surrogate
            return CompletableFuture.failedFuture(
                    new JournalException(Reason.UNAVAILABLE, "the write cannot be kept: " + e.getMessage(), e));
        }
    }

    @Override
    public String toString() {
        return "redisJournal(" + name + ')';
    }
}

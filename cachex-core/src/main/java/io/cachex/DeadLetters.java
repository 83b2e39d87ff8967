package io.cachex;

import io.cachex.spi.WriteQueue;
import io.cachex.spi.WriteQueue.Replayed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The writes of a cache that were given up, and what can be done about them. Safe for many threads. Futures end when the
 * journal has what was done, on the cache's executor unless at once, and fail with {@link JournalException} if it did not
 * take it.
 *
 * @param <T> the type of the values
 */
public final class DeadLetters<T> {

    private final Settings<T> settings;
    private final WriteQueue queue;
    private final Executor executor;

    DeadLetters(Settings<T> settings, WriteQueue queue, Executor executor) {
        this.settings = settings;
        this.queue = queue;
        this.executor = executor;
    }

    /** How many there are. */
    public int size() {
        return queue.letters().size();
    }

    /**
     * A page of the letters that the filter includes, the oldest first.
     *
     * @param offset how many of them to skip: zero or more
     * @param limit how many to list at most: from 1
     */
    public List<DeadLetter<T>> list(LetterFilter filter, int offset, int limit) {
        Rules.between("offset", offset, 0, Integer.MAX_VALUE);
        Rules.between("limit", limit, 1, Integer.MAX_VALUE);
        return included(filter).skip(offset).limit(limit).toList();
    }

    /** The letter of this id, if it is one still. */
    public Optional<DeadLetter<T>> find(String id) {
        Rules.notNull("id", id);
        return included(LetterFilter.all())
                .filter(letter -> letter.id().equals(id))
                .findFirst();
    }

    /** What {@link #retryAll} would do now, if nothing refused it. Changes nothing. */
    public Map<String, Replayed> preview(LetterFilter filter) {
        Map<String, Replayed> outcome = new LinkedHashMap<>();
        included(filter)
                .forEach(letter ->
                        outcome.put(letter.id(), letter.isSuperseded() ? Replayed.SUPERSEDED : Replayed.QUEUED));
        return outcome;
    }

    /** Takes one letter back among the writes, under its old id. */
    public CompletableFuture<Replayed> retry(String id) {
        Rules.notNull("id", id);
        return replay(List.of(id), 1).thenApply(outcome -> outcome.getOrDefault(id, Replayed.GONE));
    }

    /**
     * Takes letters back among the writes, in the order in which they were accepted.
     *
     * @param perSecond at most so many in a second: from 1, so that an origin that has just come back is not run over
     * @return what became of each, by id
     */
    public CompletableFuture<Map<String, Replayed>> retryAll(LetterFilter filter, int perSecond) {
        Rules.between("perSecond", perSecond, 1, Integer.MAX_VALUE);
        return replay(ids(filter), perSecond);
    }

    /** Forgets one letter; whether there was one. */
    public CompletableFuture<Boolean> discard(String id) {
        Rules.notNull("id", id);
        return forget(List.of(id)).thenApply(count -> count > 0);
    }

    /** Forgets letters; how many there were. */
    public CompletableFuture<Integer> discardAll(LetterFilter filter) {
        return forget(ids(filter));
    }

    /** Calls a handler for each write that is given up from now on, on the cache's executor. What it throws is logged. */
    public void onDeadLetter(Consumer<DeadLetter<T>> handler) {
        Rules.notNull("handler", handler);
        queue.onDeadLetter(
                dead -> handler.accept(new DeadLetter<>(new WriteQueue.Letter(dead, false), settings.codec)));
    }

    // A journal answers on threads of its own, or of its driver's, where what callers do with the answer has no place.

    private CompletableFuture<Map<String, Replayed>> replay(List<String> ids, int perSecond) {
        return Stages.onward(queue.replay(ids, perSecond), executor);
    }

    private CompletableFuture<Integer> forget(List<String> ids) {
        return Stages.onward(queue.discard(ids), executor);
    }

    private List<String> ids(LetterFilter filter) {
        return included(filter).map(DeadLetter::id).toList();
    }

    private Stream<DeadLetter<T>> included(LetterFilter filter) {
        Rules.notNull("filter", filter);
        long now = settings.time.instant().toEpochMilli();
        return queue.letters().stream()
                .map(letter -> new DeadLetter<>(letter, settings.codec))
                .filter(letter -> filter.includes(letter, now));
    }
}

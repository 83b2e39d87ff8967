package io.cachex;

import io.cachex.spi.Generations;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this node knows of the namespace's {@link Generations}: by which invalidations of tags and of everything the
 * entries at hand are outdated. Where the store keeps them, this is a copy; else it is the truth.
 */
final class Tags {

    /** The name under which the whole namespace is invalidated; no tag is empty. */
    static final String EVERYTHING = "";

    private static final int MOST_REMEMBERED = 10_000;

    private final AtomicLong sequence = new AtomicLong();
    private final Map<String, Long> generations = new ConcurrentHashMap<>();

    /** The highest generation of a tag that was forgotten to bound the memory: tagged entries from before are out. */
    private volatile long forgotten;

    /** The last number of the sequence that is known here. */
    long sequence() {
        return sequence.get();
    }

    /** Draws the next number for a name, where no store does it. */
    long advance(String name) {
        long next = sequence.incrementAndGet();
        learn(name, next);
        return next;
    }

    /** Takes over what the store or another node says. Numbers only grow. */
    void learn(String name, long generation) {
        sequence.accumulateAndGet(generation, Math::max);
        if (generation > 0) {
            generations.merge(name, generation, Math::max);
            if (generations.size() > MOST_REMEMBERED) {
                forgetTags();
            }
        }
    }

    /** Takes over what the store says. */
    void learn(Generations.Snapshot snapshot) {
        sequence.accumulateAndGet(snapshot.sequence(), Math::max);
        snapshot.generations().forEach(this::learn);
    }

    /** Whether nothing that the entry hangs on was invalidated since its load began. */
    boolean isValid(Entry<?> entry) {
        return !entry.isTagged() || entry.extras == null || isValid(entry.extras);
    }

    /** As {@link #isValid(Entry)} for an entry from the store, which a clear does not sweep. */
    boolean isValid(Entry.Extras extras) {
        long generation = extras.generation();
        if (isAdvanced(EVERYTHING, generation)) {
            return false;
        }
        for (String tag : extras.tags()) {
            if (isAdvanced(tag, generation)) {
                return false;
            }
        }
        return extras.tags().isEmpty() || forgotten <= generation; // last: a tag not found may just have been forgotten
    }

    private boolean isAdvanced(String name, long since) {
        Long generation = generations.get(name);
        return generation != null && generation > since;
    }

    /** Rather too many tagged entries become misses than one outdated entry stays. */
    private synchronized void forgetTags() {
        long known = sequence.get();
        forgotten = known;
        // What is learnt meanwhile is above that number, which does not speak for it: it stays.
        generations.entrySet().removeIf(tag -> !tag.getKey().equals(EVERYTHING) && tag.getValue() <= known);
    }
}

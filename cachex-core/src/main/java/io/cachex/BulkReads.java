package io.cachex;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads of many keys: each key has its own flight, joined or started as for a single read, so that one bad key fails
 * alone and nobody loads twice; but the store is asked for all of them at once, and so is a bulk loader.
 */
final class BulkReads<T> {

    private final Engine<T> engine;

    BulkReads(Engine<T> engine) {
        this.engine = engine;
    }

    /**
     * The keys' answers in their order; done when each has one.
     *
     * @param loader loads what is missing, all at once; null to load one by one with the call's loader
     */
    CompletableFuture<BulkResult<T>> read(Collection<String> keys, Call<T> call, @Nullable BulkLoader<T> loader) {
        engine.requireOpen();
        String[] asked = keys.toArray(String[]::new);
        for (String key : asked) { // before anything flies: what throws here must leave no flight behind
            if (key == null) {
                throw new IllegalArgumentException("keys must not contain null");
            }
        }
        BulkAnswers<T> answers = new BulkAnswers<>(engine, call, asked.length);
        List<Flight<T>> started = new ArrayList<>();
        try {
            int hits = 0;
            for (String key : asked) {
                Entry<T> hit = engine.uncountedHit(key);
                if (hit != null) {
                    hits += answers.take(key, hit.value) ? 1 : 0;
                } else if (answers.reserve(key)) {
                    readOne(key, call, started, answers);
                }
            }
            engine.counters.nearHits(hits);
        } finally { // whatever ends the call, others may have joined what it started
            if (!started.isEmpty()) {
                askStore(started, call, loader);
            }
        }
        return answers.result();
    }

    /** A key that was not fresh a moment ago: it may be served while it is loaded anew, or have come meanwhile. */
    private void readOne(String key, Call<T> call, List<Flight<T>> started, BulkAnswers<T> answers) {
        Entry<T> hit = engine.hit(key);
        if (hit == null) {
            fly(key, call, started, answers);
        } else {
            answers.take(key, hit.value);
        }
    }

    /** Joins or starts the key's flight; one that was started is added to the list. A bad key is its own failure. */
    private void fly(String key, Call<T> call, List<Flight<T>> started, BulkAnswers<T> answers) {
        try {
            engine.settings.keyRules.check(key);
            long asked = engine.tags.sequence();
            Flight<T> flight = engine.board(key, call, (own, c) -> started.add(own));
            answers.await(flight, asked);
        } catch (IllegalArgumentException | IllegalStateException e) {
            answers.fail(key, new CacheException(String.valueOf(e.getMessage()), e));
        }
    }

    private void askStore(List<Flight<T>> flights, Call<T> call, @Nullable BulkLoader<T> loader) {
        List<Flight<T>> open = new ArrayList<>(flights.size());
        for (Flight<T> flight : flights) {
            if (!engine.answeredByNear(flight, call) && !engine.answeredByWrite(flight, call)) {
                open.add(flight);
            }
        }
        StoreTier<T> store = engine.store;
        if (store == null || !call.options().readsStore()) {
            load(open, call, loader);
            return;
        }
        for (List<Flight<T>> chunk : Chunks.of(open)) {
            List<String> keys = new ArrayList<>(chunk.size());
            chunk.forEach(flight -> keys.add(flight.key));
            store.reads.readFor(call, keys, call.hop(engine.executor), reads -> answered(chunk, reads, call, loader));
        }
        for (Flight<T> flight : open) {
            if (!flight.hasEnded()) {
                engine.deadlines.watch(flight, call);
            }
        }
    }

    private void answered(
            List<Flight<T>> asked, List<StoreRead<T>> reads, Call<T> call, @Nullable BulkLoader<T> loader) {
        List<Flight<T>> misses = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            Flight<T> flight = asked.get(i);
            flight.readFromStore(reads.get(i));
            if (!engine.answeredByStore(flight, call, reads.get(i).entry())) {
                misses.add(flight);
            }
        }
        if (!misses.isEmpty()) {
            load(misses, call, loader);
        }
    }

    private void load(List<Flight<T>> flights, Call<T> call, @Nullable BulkLoader<T> loader) {
        List<Flight<T>> toLoad = new ArrayList<>(flights.size());
        for (Flight<T> flight : flights) {
            if (!engine.endsWithoutLoad(flight, call)) {
                toLoad.add(flight);
            }
        }
        engine.misses.pass(toLoad, call, passed -> loadThese(passed, call, loader));
    }

    private void loadThese(List<Flight<T>> toLoad, Call<T> call, @Nullable BulkLoader<T> loader) {
        if (loader == null) {
            engine.gate.pass(toLoad, call, passed -> passed.forEach(flight -> engine.loads.start(flight, call)));
        } else {
            engine.gate.pass(toLoad, call, passed -> {
                for (List<Flight<T>> chunk : Chunks.of(passed)) {
                    engine.bulkLoads.start(chunk, call, loader);
                }
            });
        }
    }
}

package io.cachex;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
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
        Answers answers = new Answers(asked.length);
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
        return answers.result(engine.counters);
    }

    /** A key that was not fresh a moment ago: it may be served while it is loaded anew, or have come meanwhile. */
    private void readOne(String key, Call<T> call, List<Flight<T>> started, Answers answers) {
        Entry<T> hit = engine.hit(key);
        if (hit == null) {
            fly(key, call, started, answers);
        } else {
            answers.take(key, hit.value);
        }
    }

    /** Joins or starts the key's flight; one that was started is added to the list. A bad key is its own failure. */
    private void fly(String key, Call<T> call, List<Flight<T>> started, Answers answers) {
        try {
            engine.settings.keyRules.check(key);
            long asked = engine.tags.sequence();
            Flight<T> flight = engine.board(key, call, (own, c) -> started.add(own));
            answers.await(key, Waiter.waitFor(flight, call, asked, engine));
        } catch (IllegalArgumentException | IllegalStateException e) {
            answers.fail(key, new CacheException(String.valueOf(e.getMessage()), e));
        }
    }

    private void askStore(List<Flight<T>> flights, Call<T> call, @Nullable BulkLoader<T> loader) {
        Map<String, Flight<T>> open = new LinkedHashMap<>();
        for (Flight<T> flight : flights) {
            if (!engine.answeredByNear(flight, call)) {
                open.put(flight.key, flight);
            }
        }
        StoreTier<T> store = engine.store;
        if (store == null || !call.options().readsStore()) {
            load(List.copyOf(open.values()), call, loader);
            return;
        }
        Executor hop = call.lane() == null ? engine.executor : call.lane();
        for (Set<String> chunk : Chunks.of(open.keySet())) {
            CompletionStage<StoreTier.Read<T>> reading = store.readFor(call, chunk, hop);
            if (!reading.toCompletableFuture().isDone()) {
                engine.bulkLoads.limit(chunk.stream().map(open::get).toList(), call);
            }
            reading.whenComplete((read, failure) -> {
                List<Flight<T>> misses = new ArrayList<>();
                for (Flight<T> flight : flights) {
                    if (chunk.contains(flight.key)) {
                        flight.readFromStore(read);
                        if (!engine.answeredByStore(flight, call, read.entries().get(flight.key))) {
                            misses.add(flight);
                        }
                    }
                }
                load(misses, call, loader);
            });
        }
    }

    private void load(List<Flight<T>> flights, Call<T> call, @Nullable BulkLoader<T> loader) {
        List<Flight<T>> toLoad = new ArrayList<>(flights.size());
        for (Flight<T> flight : flights) {
            if (!engine.endsWithoutLoad(flight, call)) {
                toLoad.add(flight);
            }
        }
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

    /** The answers as they come. Filled by the caller, then by nobody until every wait is over. */
    private final class Answers {

        private final Map<String, @Nullable T> values;
        private @Nullable Map<String, CompletableFuture<Served<T>>> pending;
        private @Nullable Map<String, CacheException> failures;

        Answers(int size) {
            values = new LinkedHashMap<>(size * 4 / 3 + 1);
        }

        /** Gives the key its place in the order; false if it has one already. */
        boolean reserve(String key) {
            int before = values.size();
            values.putIfAbsent(key, null);
            return values.size() > before;
        }

        /** Notes a key's answer, which may be that there is no value; false if it had one already. */
        boolean take(String key, @Nullable T value) {
            if (value == null) {
                values.remove(key);
                return true;
            }
            int before = values.size();
            try {
                values.put(key, engine.settings.protection.out(value));
            } catch (RuntimeException e) { // copiers are user code
                fail(key, engine.landing.asCacheException(key, e));
                return true;
            }
            return values.size() > before;
        }

        void await(String key, CompletableFuture<Served<T>> answer) {
            if (pending == null) {
                pending = new LinkedHashMap<>();
            }
            pending.put(key, answer);
        }

        void fail(String key, CacheException failure) {
            if (failures == null) {
                failures = new LinkedHashMap<>();
            }
            failures.put(key, failure);
            values.remove(key);
        }

        CompletableFuture<BulkResult<T>> result(Counters counters) {
            Map<String, CompletableFuture<Served<T>>> waits = pending;
            if (waits == null) {
                return CompletableFuture.completedFuture(result());
            }
            return CompletableFuture.allOf(waits.values().toArray(CompletableFuture[]::new))
                    .handle((ok, anyFailure) -> {
                        waits.forEach((key, wait) -> settle(key, wait, counters));
                        return result();
                    });
        }

        private void settle(String key, CompletableFuture<Served<T>> wait, Counters counters) {
            Served<T> served;
            try {
                served = wait.join();
            } catch (RuntimeException e) {
                counters.missed();
                fail(key, engine.landing.asCacheException(key, Failures.unwrap(e)));
                return;
            }
            take(key, counters.value(served));
        }

        private BulkResult<T> result() {
            return new BulkResult<>(values, failures == null ? Map.of() : failures);
        }
    }
}

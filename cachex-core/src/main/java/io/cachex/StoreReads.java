package io.cachex;

import io.cachex.spi.Generations;
import io.cachex.spi.Leasing;
import io.cachex.spi.Leasing.Claim;
import io.cachex.spi.Store;
import io.cachex.spi.StoredValue;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the store by the user's keys: one key or many, with leases or without. Each is a {@link StoreQuestion}.
 *
 * <p>An answer that does not come at once is decoded where {@code hop} says: the store's own thread is no place for user
 * code.
 */
final class StoreReads<T> {

    /** The name by which the whole namespace is invalidated, on its own. */
    private static final Set<String> EVERYTHING = Set.of(Tags.EVERYTHING);

    final Store store;
    final Namespace namespace;
    final Settings<T> settings;
    final StoredForm<T> form;
    final @Nullable Generations generations;
    private final @Nullable Leasing leasing;
    private final Tags tags;
    private final @Nullable Coherence coherence;
    private final String scope;
    private @Nullable Recovery<T> recovery; // written once, before the cache is handed out

    /** What was learnt last of all that is known without asking: most often it has not changed. */
    private volatile Generations.@Nullable Snapshot learnt;

    StoreReads(
            Store store,
            Namespace namespace,
            Settings<T> settings,
            Tags tags,
            StoredForm<T> form,
            @Nullable Coherence coherence) {
        this.store = store;
        this.namespace = namespace;
        this.settings = settings;
        this.tags = tags;
        this.form = form;
        this.coherence = coherence;
        this.scope = namespace.toString();
        this.generations = store.capability(Generations.class).orElse(null);
        this.leasing = store.capability(Leasing.class).orElse(null);
    }

    void recoverBy(Recovery<T> failedChanges) {
        recovery = failedChanges;
    }

    /**
     * Reads a key; where the store gives leases and the call may fill what is not there, with the key's lease if it is free.
     * Never fails: a store that cannot be read is a miss, which its observer has heard of.
     */
    void readFor(Call<T> call, String key, Executor hop, Consumer<StoreRead<T>> next) {
        ask(new KeyQuestion<>(this, key, leases(call), hop, next));
    }

    /** As {@link #readFor} by a call that may fill. */
    void readOrLease(String key, Executor hop, Consumer<StoreRead<T>> next) {
        ask(new KeyQuestion<>(this, key, leasing, hop, next));
    }

    /** As {@link #readFor}, without leases. */
    CompletableFuture<StoreRead<T>> read(String key, Executor hop) {
        CompletableFuture<StoreRead<T>> answer = new CompletableFuture<>();
        ask(new KeyQuestion<>(this, key, null, hop, answer::complete));
        return answer;
    }

    /** As {@link #read}, for a change, which fails if the key cannot be read. */
    CompletableFuture<StoreRead<T>> readOrFail(String key, Executor hop) {
        return read(key, hop)
                .thenCompose(read -> read.failure() == null
                        ? CompletableFuture.completedFuture(read)
                        : CompletableFuture.failedFuture(read.failure()));
    }

    /**
     * As {@link #readFor}, of several keys: an answer for each, in their order.
     *
     * @param keys without doubles
     */
    void readFor(Call<T> call, List<String> keys, Executor hop, Consumer<List<StoreRead<T>>> next) {
        ask(new KeysQuestion<>(this, keys, leases(call), hop, next));
    }

    private @Nullable Leasing leases(Call<T> call) {
        boolean mayFill = call.loads() && call.options().writesStore() && settings.switches.isUpstreamEnabled();
        return mayFill ? leasing : null;
    }

    private void ask(StoreQuestion<T, ?, ?> question) {
        Generations.Snapshot known = generations == null ? null : generations.known(scope, EVERYTHING);
        if (known != null) {
            question.ask(learn(known));
            return;
        }
        var unused = sequence().whenComplete((sequence, failure) -> {
            if (failure == null) {
                question.ask(sequence);
            } else {
                question.fail(failure);
            }
        });
    }

    /** The sequence to note on an entry whose life begins now. */
    CompletionStage<Long> sequence() {
        return generations == null
                ? CompletableFuture.completedFuture(tags.sequence())
                : generations.generations(scope, EVERYTHING).thenApply(this::learn);
    }

    /** Takes over what is known of these tags. */
    CompletionStage<Long> learn(Generations of, Set<String> names) {
        return of.generations(scope, names).thenApply(this::learn);
    }

    @SuppressWarnings("ReferenceEquality") // what is the same object was learnt already, and numbers only grow
    private long learn(Generations.Snapshot snapshot) {
        if (snapshot != learnt) {
            tags.learn(snapshot);
            learnt = snapshot;
        }
        return snapshot.sequence();
    }

    /** For what begins now. */
    short epoch() {
        return coherence == null ? 0 : coherence.epoch();
    }

    /** What the store's answer for a key says: a value, or a claim where leases were asked for; null for nothing. */
    StoreRead<T> decoded(String key, @Nullable Object told, StoreQuestion<T, ?, ?> question) {
        long sequence = question.sequence;
        if (told instanceof Claim.Granted lease) {
            return StoreRead.missing(sequence, lease.token(), false);
        }
        if (told instanceof Claim.Busy) {
            return StoreRead.missing(sequence, null, true);
        }
        StoredValue value = told instanceof Claim.Found found ? found.value() : (StoredValue) told;
        return value == null
                ? StoreRead.missing(sequence, null, false)
                : form.decode(key, value, settings.time.nanos(), question.epoch, sequence);
    }

    /** The same, without its entry if that is outdated. */
    StoreRead<T> valid(String key, StoreRead<T> read, StoreQuestion<T, ?, ?> question) {
        Entry<T> entry = read.entry();
        return entry == null || entry.extras == null || isValid(key, entry.extras, question.seen)
                ? read
                : read.withoutEntry();
    }

    private boolean isValid(String key, Entry.Extras extras, long seen) {
        return tags.isValid(extras) && (recovery == null || !recovery.concerns(key, extras, seen));
    }

    /** Of changes that are being made up for. */
    long seen() {
        return recovery == null ? 0 : recovery.seen();
    }

    StoreRead<T> failed(Throwable why) {
        return StoreRead.failed(tags.sequence(), why);
    }
}

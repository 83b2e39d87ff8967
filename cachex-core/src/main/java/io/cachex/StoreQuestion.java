package io.cachex;

import io.cachex.spi.CacheTracer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A read of the store on its way: asked, answered on whatever thread, decoded where user code may run, held against what is
 * known of its tags, and told. It is its own callback and its own task, so that a hit makes no other.
 *
 * @param <A> what the store answers
 * @param <R> what is told
 */
abstract class StoreQuestion<T, A extends @Nullable Object, R> implements BiConsumer<A, @Nullable Throwable>, Runnable {

    final StoreReads<T> reads;
    private final Executor hop;
    private final Consumer<R> next;

    /** In which it is asked: see {@link Coherence}. */
    final short epoch;

    /** The namespace's sequence when it is asked; written before that. */
    long sequence;

    /** What {@link Recovery} had done when it is asked; written before that. */
    long seen;

    /** Of the thread that makes it: what is asked elsewhere is a part of that; null where nobody follows. */
    private final CacheTracer.@Nullable Context context;

    /** Whether the store had the answer when it was asked; written before the answer can be heard. */
    private boolean atOnce;

    // Written by the thread that answers, which hands them on to the one that decodes.
    private @Nullable A answer;
    private @Nullable Throwable failure;

    StoreQuestion(StoreReads<T> reads, Executor hop, Consumer<R> next) {
        this.reads = reads;
        this.hop = hop;
        this.next = next;
        this.epoch = reads.epoch();
        GuardedTracer tracer = reads.settings.tracer;
        this.context = tracer == null ? null : tracer.context();
    }

    abstract CompletionStage<? extends A> question();

    /** What the answer says, without having looked at the tags. */
    abstract R decoded(A told);

    /** The tags of what was found; most often none. */
    abstract Set<String> tags(R read);

    /** What is left of it now that its tags are known. */
    abstract R valid(R read);

    abstract R failed(Throwable why);

    final void ask(long knownSequence) {
        sequence = knownSequence;
        seen = reads.seen();
        CacheTracer.Scope scope = enter();
        CompletableFuture<? extends A> stage;
        try {
            stage = question().toCompletableFuture();
        } finally {
            scope.close();
        }
        atOnce = stage.isDone();
        var unused = stage.whenComplete(this);
    }

    @Override
    public final void accept(A told, @Nullable Throwable why) {
        answer = told;
        failure = why;
        if (atOnce) {
            run();
            return;
        }
        try {
            hop.execute(this);
        } catch (RuntimeException e) { // shut down, or full
            run();
        }
    }

    @Override
    @SuppressWarnings("NullAway") // an answer without a failure is one
    public final void run() {
        if (failure != null) {
            fail(failure);
            return;
        }
        R read;
        Set<String> tags;
        try {
            read = decoded(answer);
            tags = tags(read);
        } catch (RuntimeException e) { // an answer that breaks the store's promise
            fail(e);
            return;
        }
        if (tags.isEmpty() || reads.generations == null) {
            next.accept(valid(read));
        } else {
            CacheTracer.Scope scope = enter();
            CompletionStage<Long> learnt;
            try {
                learnt = reads.learn(reads.generations, tags);
            } finally {
                scope.close();
            }
            var unused = learnt.whenComplete((known, why) -> {
                if (why == null) {
                    next.accept(valid(read));
                } else {
                    fail(why);
                }
            });
        }
    }

    private CacheTracer.Scope enter() {
        return context == null ? GuardedTracer.NO_SCOPE : context.enter();
    }

    final void fail(Throwable why) {
        next.accept(failed(why));
    }
}

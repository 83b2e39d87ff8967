package io.cachex;

import io.cachex.spi.JournalEntry;
import io.cachex.spi.JournalEntry.Operation;
import io.cachex.spi.WriteQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How writes come into the queue: accepted first, which is where a write is safe, then shown to readers, then made in the
 * cache as any other change. So it is for one write of a key after the other, in the order of the calls.
 */
final class Acceptance<T> {

    /**
     * A write on its way.
     *
     * @param stored ends when the cache has it, or could not take it
     * @param made ends when the origin has it, or when it was given up
     */
    record Accepted(CompletableFuture<@Nullable Void> stored, CompletableFuture<@Nullable Void> made) {}

    /** How many calls wait, at most, for a thread that may wait for room in the queue. */
    private static final int MOST_WAITING = 100_000;

    private final Engine<T> engine;
    private final WriteQueue queue;
    private final ShownWrites<T> shown;
    private final LoadSlots threads;

    /** Lets the queue, the readers and the store see the writes of one key in the same order: that of the calls. */
    private final StoreOrder calls;

    Acceptance(Engine<T> engine, WriteQueue queue, ShownWrites<T> shown) {
        this.engine = engine;
        this.queue = queue;
        this.shown = shown;
        this.calls = new StoreOrder(engine.settings.tracer);
        this.threads = new LoadSlots(engine.executor, engine.settings.maximumLoads, MOST_WAITING);
    }

    /**
     * Has the queue accept a write.
     *
     * @param sink makes it; null for the queue's own
     * @param change what the cache makes of it
     * @return ends when the write is accepted; fails if it is not, and then nothing has changed
     */
    CompletableFuture<Accepted> accept(
            Operation operation,
            String key,
            ShownWrites.Shown write,
            WriteQueue.@Nullable Sink sink,
            @Nullable CallerThread lane,
            Supplier<CompletableFuture<@Nullable Void>> change) {
        Supplier<CompletableFuture<@Nullable Void>> bound = GuardedTracer.bound(engine.settings.tracer, change);
        return calls.change(key, () -> {
            byte[] bytes = write.bytes == null ? JournalEntry.nothing() : write.bytes;
            return ticket(lane, () -> queue.accept(operation, key, bytes, sink))
                    .thenCompose(ticket -> Stages.onward(ticket.accepted(), lane == null ? engine.executor : lane)
                            .thenApply(accepted -> accepted(key, write, ticket, bound)));
        });
    }

    /** Begins a change in its turn among the accepted writes of its key; ends with it. */
    CompletableFuture<@Nullable Void> inTurn(String key, Supplier<CompletableFuture<@Nullable Void>> change) {
        return calls.change(key, () -> CompletableFuture.completedFuture(change.get()))
                .thenCompose(Function.identity());
    }

    /**
     * A queue that is full lets a thread wait: the caller's, if it is here and waits anyway; else one of the executor's, of
     * which there are no more than for loads. Who has waited for one of these for as long as a call may take is refused.
     */
    private CompletableFuture<WriteQueue.Ticket> ticket(
            @Nullable CallerThread lane, Supplier<WriteQueue.Ticket> accept) {
        if (lane != null && lane.isHere()) {
            return CompletableFuture.completedFuture(accept.get());
        }
        Supplier<WriteQueue.Ticket> bound = GuardedTracer.bound(engine.settings.tracer, accept);
        CompletableFuture<WriteQueue.Ticket> ticket = new CompletableFuture<>();
        long asked = engine.time.nanos();
        threads.execute(new LoadSlots.Task() {
            @Override
            public void run(Runnable done) {
                WriteQueue.Ticket taken;
                try {
                    taken = isTooLate(asked) ? null : bound.get();
                } catch (Throwable e) { // a queue with a bug
                    done.run();
                    ticket.completeExceptionally(e);
                    return;
                }
                done.run();
                if (taken == null) {
                    refused(new CallRejectedException("the queue is full, and too many wait for room"));
                } else {
                    ticket.complete(taken);
                }
            }

            @Override
            public void refused(CallRejectedException why) {
                ticket.completeExceptionally(why);
            }
        });
        return ticket;
    }

    private boolean isTooLate(long asked) {
        long most = engine.settings.timeout;
        return most > 0 && engine.time.nanos() - asked > most;
    }

    private Accepted accepted(
            String key,
            ShownWrites.Shown write,
            WriteQueue.Ticket ticket,
            Supplier<CompletableFuture<@Nullable Void>> change) {
        shown.show(key, write);
        CompletableFuture<@Nullable Void> stored = change.get();
        CompletableFuture.allOf(stored, ticket.made().toCompletableFuture())
                .whenComplete((ok, failure) -> shown.hide(key, write));
        return new Accepted(stored, Stages.copy(ticket.made()));
    }
}

package io.cachex.resilience;

import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import io.cachex.spi.WriteQueue;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The queue behind {@link WriteBehind}: each key has a line, workers take the first of each line, and what becomes of it is
 * settled under the lock of the key's stripe.
 *
 * <pre>
 *  accept ─► Intake ─► KeyLine ─► Turns ─► QueueWorker ─► sink
 *               │         ▲                    │
 *            journal      └───── Outcomes ◄────┘ ─► Burial ─► DeadLetterBox ─► Replay ─► KeyLine
 * </pre>
 */
final class KeyedQueue implements WriteQueue {

    private final QueueParts queue;
    private final Intake intake;
    private final Burial burial;
    private final LetterRemoval removal;
    private final Replay replay;
    private final Recovered recovered;
    private final QueueWorker worker;

    private @Nullable List<String> lost; // guarded by this; set when it is closed

    private KeyedQueue(QueueRules rules, Setup setup) {
        queue = new QueueParts(rules, setup, this::startWorker);
        Steps steps = new Steps(queue);
        intake = new Intake(queue, steps);
        removal = new LetterRemoval(queue, steps);
        burial = new Burial(queue, steps, removal);
        replay = new Replay(queue, steps, removal);
        recovered = new Recovered(queue, steps);
        worker = new QueueWorker(queue, steps, new Outcomes(queue, steps, burial));
    }

    static KeyedQueue open(QueueRules rules, Setup setup) {
        KeyedQueue queue = new KeyedQueue(rules, setup);
        if (rules.journal != null) {
            queue.recovered.open(rules.journal);
        }
        return queue;
    }

    @Override
    public Ticket accept(JournalEntry.Operation operation, String key, byte[] value, @Nullable Sink sink) {
        return intake.accept(operation, key, value, sink);
    }

    @Override
    public void onInherited(Consumer<JournalEntry> handler) {
        recovered.onInherited(handler);
    }

    @Override
    public @Nullable JournalEntry pending(String key) {
        return queue.lines.pending(key);
    }

    @Override
    public List<Letter> letters() {
        return queue.letters.list();
    }

    @Override
    public CompletionStage<Map<String, Replayed>> replay(Collection<String> ids, int perSecond) {
        if (perSecond <= 0) {
            throw new IllegalArgumentException("perSecond must be above zero: " + perSecond);
        }
        return new ReplayRun(queue, replay, ids, perSecond).start();
    }

    @Override
    public CompletionStage<Integer> discard(Collection<String> ids) {
        return removal.discard(ids);
    }

    @Override
    public void onDeadLetter(Consumer<DeadEntry> handler) {
        burial.onDeadLetter(handler);
    }

    @Override
    public Stats stats() {
        return queue.lines.stats(queue.time.nanos());
    }

    @Override
    public Journal.Durability durability() {
        return queue.journal == null ? Journal.Durability.MEMORY : queue.journal.durability();
    }

    @Override
    public synchronized List<String> close(Duration atMost) {
        if (lost == null) {
            lost = new QueueEnd(queue, recovered).close(atMost);
        }
        return lost;
    }

    /** Counts, for people. */
    @Override
    public String toString() {
        Stats stats = stats();
        return "writeQueue(" + queue.cache + ", " + stats.waiting() + " waiting, " + stats.parked() + " dead)";
    }

    private boolean startWorker() {
        return worker.start();
    }
}

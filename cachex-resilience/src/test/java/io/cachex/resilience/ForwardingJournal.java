package io.cachex.resilience;

import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.JournalEntry;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** A journal around another, of which a test changes what it wants. */
class ForwardingJournal implements Journal {

    private final Journal inner;

    ForwardingJournal(Journal inner) {
        this.inner = inner;
    }

    @Override
    public Contents open(String cache) {
        return inner.open(cache);
    }

    @Override
    public CompletionStage<Contents> takeOver() {
        return inner.takeOver();
    }

    @Override
    public CompletionStage<Void> append(JournalEntry entry) {
        return inner.append(entry);
    }

    @Override
    public CompletionStage<Void> done(Collection<String> ids) {
        return inner.done(ids);
    }

    @Override
    public CompletionStage<Void> park(DeadEntry letter) {
        return inner.park(letter);
    }

    @Override
    public CompletionStage<Void> discard(Collection<String> ids) {
        return inner.discard(ids);
    }

    @Override
    public Durability durability() {
        return inner.durability();
    }

    @Override
    public void close() {
        try {
            inner.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

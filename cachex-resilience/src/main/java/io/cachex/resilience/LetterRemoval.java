package io.cachex.resilience;

import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal;
import io.cachex.spi.WriteEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets dead letters: discarded, superseded, or too many. */
final class LetterRemoval {

    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);

    private final QueueParts queue;
    private final Steps steps;

    LetterRemoval(QueueParts queue, Steps steps) {
        this.queue = queue;
        this.steps = steps;
    }

    /** The journal forgets them first: if it does not, they are all still there. */
    CompletableFuture<Integer> discard(Collection<String> ids) {
        List<DeadEntry> letters = new ArrayList<>();
        for (String id : ids) {
            DeadEntry letter = queue.letters.get(id);
            if (letter != null && queue.letters.begin(letter)) {
                letters.add(letter);
            }
        }
        return forget(letters).handle((done, failure) -> {
            if (failure != null) {
                letters.forEach(queue.letters::undo);
                throw JournalCalls.failure(queue.cache, failure);
            }
            LOG.info("{} dead letters of '{}' were discarded", letters.size(), queue.cache);
            count(letters);
            return letters.size();
        });
    }

    /** These letters, which were begun, are gone, whatever the journal says. */
    void removed(List<DeadEntry> letters) {
        forget(letters);
        count(letters);
    }

    private CompletableFuture<Void> forget(List<DeadEntry> letters) {
        Journal journal = queue.journal;
        if (journal == null || letters.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        List<String> ids = letters.stream().map(letter -> letter.entry().id()).toList();
        return JournalCalls.call(() -> journal.discard(ids));
    }

    private void count(List<DeadEntry> letters) {
        for (DeadEntry letter : letters) {
            String key = letter.entry().key();
            Stripe stripe = queue.lines.stripe(key);
            stripe.lock.lock();
            try {
                queue.letters.remove(letter);
                stripe.counts.discarded();
                offer(Space.of(letter.entry().operation()), key);
            } finally {
                stripe.lock.unlock();
            }
        }
        queue.news.tell(WriteEvent.DROPPED, letters.size());
        queue.turns.wake();
    }

    /** Writes that waited for the letter may go on. The stripe is locked. */
    private void offer(Space space, String key) {
        KeyLine line = queue.lines.find(space, key);
        if (line != null) {
            steps.offer(line);
        }
    }
}

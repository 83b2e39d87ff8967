package io.cachex.resilience;

import io.cachex.spi.CacheTracer;
import io.cachex.spi.JournalEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A write in its key's line, and those before it that it covers. What is not final is guarded by the lock of the key's
 * {@link Stripe}.
 */
final class Waiting {

    private static final int MOST_LINKS = 16;

    final JournalEntry entry;
    final Target target;
    final CompletableFuture<Void> made;
    final int bytes;

    /** Ends with the append; null if there was none to wait for. */
    final @Nullable CompletableFuture<Void> accepted;

    /** When the oldest that it stands for came. */
    long since;

    /** Whether it may be made: its append, if there is a journal, has ended. */
    boolean isReady;

    /** Whether somebody waits for one attempt of it, and it is not taken if that fails. */
    boolean isThrough;

    /** Whether it is beyond the queue's bound, and takes room among those that are written through. */
    boolean isExtra;

    /** Whether a sink has it, or the journal makes it a letter. */
    boolean isFlying;

    /** Whether it is out of the queue, so that an answer that comes late is about nothing. */
    boolean hasLeft;

    /** How many places of the queue's bound it takes. */
    int slots = 1;

    /** How many writes it covers, itself not counted. */
    int covered;

    /** How often it was tried, and how many of these count against the limit. */
    int tries;

    int attempts;

    @Nullable
    Instant firstFailure;

    @Nullable
    Instant lastFailure;

    @Nullable
    Waiting older; // in the stripe's arrivals

    @Nullable
    Waiting newer;

    /** To whoever had it accepted, and the last of those whose writes it covers; empty where nobody follows. */
    private List<CacheTracer.Link> links = List.of();

    private List<String> coveredIds = List.of();
    private List<CompletableFuture<Void>> followers = List.of();

    Waiting(
            JournalEntry entry,
            Target target,
            @Nullable CompletableFuture<Void> accepted,
            CompletableFuture<Void> made,
            long since) {
        this.entry = entry;
        this.target = target;
        this.accepted = accepted;
        this.made = made;
        this.since = since;
        this.bytes = size(entry.key(), entry.value());
    }

    /** Accepted as a part of something. */
    void linked(CacheTracer.@Nullable Link link) {
        links = link == null ? List.of() : List.of(link);
    }

    List<CacheTracer.Link> links() {
        return links;
    }

    private void linkAlso(Waiting before) {
        if (!before.links.isEmpty()) {
            List<CacheTracer.Link> all = new ArrayList<>(before.links);
            all.addAll(links);
            links = List.copyOf(all.subList(Math.max(0, all.size() - MOST_LINKS), all.size()));
        }
    }

    /** What a write takes of the queue's bound in bytes: characters of the key, bytes of the value. */
    static int size(String key, byte[] value) {
        return key.length() + value.length;
    }

    /** Whether a later one of the key may be made in its stead. */
    boolean canBeCoveredBy(Target later) {
        return isReady && !isFlying && !isThrough && target.equals(later);
    }

    /** From here on this stands for the one before it, too, whose ticket ends with this one's. */
    void cover(Waiting before) {
        covered += before.covered + 1;
        since = before.since;
        slots += before.slots;
        coveredIds = joined(before.coveredIds, coveredIds);
        coveredIds.add(before.entry.id());
        followers = joined(before.followers, followers);
        followers.add(before.made);
        linkAlso(before);
        before.hasLeft = true;
    }

    /** From here on this stands for the one before it, whose ticket and whose place it takes over. There is no journal. */
    void replace(Waiting before) {
        covered = before.covered + 1;
        since = before.since;
        slots = before.slots;
        followers = before.followers;
        linkAlso(before);
        before.hasLeft = true;
    }

    /** The ids of all that it stands for. */
    void addIdsTo(List<String> ids) {
        ids.addAll(coveredIds);
        ids.add(entry.id());
    }

    List<String> coveredIds() {
        return coveredIds;
    }

    /** Ends the tickets, with no lock held. */
    void end(@Nullable Throwable failure) {
        end(made, failure);
        if (accepted != null) {
            end(accepted, failure); // done before, unless it was written through
        }
        for (CompletableFuture<Void> follower : followers) {
            end(follower, failure);
        }
    }

    private static void end(CompletableFuture<Void> ticket, @Nullable Throwable failure) {
        if (failure == null) {
            ticket.complete(null);
        } else {
            ticket.completeExceptionally(failure);
        }
    }

    /** The older list with the newer's elements: it is long, and nobody else has it any more. */
    private static <E> List<E> joined(List<E> older, List<E> newer) {
        List<E> all = older.isEmpty() ? new ArrayList<>(newer.size() + 1) : older;
        all.addAll(newer);
        return all;
    }
}

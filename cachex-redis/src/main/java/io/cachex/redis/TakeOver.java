package io.cachex.redis;

import io.cachex.JournalException;
import io.cachex.redis.JournalSteps.Left;
import io.cachex.redis.JournalSteps.Place;
import io.cachex.spi.DeadEntry;
import io.cachex.spi.Journal.Contents;
import io.cachex.spi.JournalEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what dead owners have left: it looks, decodes, and claims what it could decode. What is claimed is delivered
 * exactly once, though answers get lost: (1) a claim is executed, (2) its answer is lost, (3) nobody else takes what belongs
 * to this owner, who lives, (4) so the claim is made once more before the next look, and the server says the same again.
 *
 * <p>What cannot be decoded is left where it is, with all that its owner appended after it, for the order's sake; what others
 * have left is not held up by it.
 */
final class TakeOver {

    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);

    /** A record that was decoded: one of the two. */
    private record Decoded(
            String id,
            @Nullable JournalEntry write,
            @Nullable DeadEntry letter) {}

    private final JournalSteps steps;
    private final Set<String> told = new HashSet<>(); // guarded by one run being under way, as what follows
    private List<Left> claimed = List.of(); // claimed, perhaps
    private List<Decoded> decoded = List.of();
    private volatile @Nullable JournalException unreadable; // what the last run met
    private @Nullable CompletableFuture<Contents> running; // guarded by this

    TakeOver(JournalSteps steps) {
        this.steps = steps;
    }

    /**
     * What there is; while an earlier call is under way, nothing, when that has ended.
     *
     * @return failed if there is something that cannot be read, or nothing could be asked; not if something was taken
     */
    synchronized CompletableFuture<Contents> run() {
        if (running != null && !running.isDone()) {
            return running.handle((contents, failure) -> Contents.nothing());
        }
        unreadable = null;
        Run run = new Run();
        CompletableFuture<Contents> started = run.claim().handle((done, failure) -> run.end(failure));
        running = started;
        return started;
    }

    /** Why the last call, which has ended, left something where it is; null if it did not. */
    @Nullable
    JournalException unreadable() {
        return unreadable;
    }

    /** One call. */
    private final class Run {

        private final List<JournalEntry> writes = new ArrayList<>();
        private final List<DeadEntry> letters = new ArrayList<>();
        private final Set<String> passed = new HashSet<>(); // owners

        /** Claims what was read, now or before, and looks for more. */
        CompletableFuture<Void> claim() {
            if (claimed.isEmpty()) {
                return look();
            }
            List<String> ids = decoded.stream().map(Decoded::id).toList();
            return steps.claim(claimed, ids).thenCompose(answers -> {
                for (int i = 0; i < answers.size(); i++) {
                    if (answers.get(i)) {
                        take(decoded.get(i));
                    }
                }
                claimed = List.of();
                decoded = List.of();
                return answers.contains(true) ? look() : CompletableFuture.completedFuture(null);
            });
        }

        private void take(Decoded one) {
            if (one.write != null) {
                writes.add(one.write);
            } else if (one.letter != null) {
                letters.add(one.letter);
            }
        }

        private CompletableFuture<Void> look() {
            return steps.read(passed).thenCompose(left -> {
                List<Left> good = new ArrayList<>();
                List<Decoded> read = new ArrayList<>();
                for (Left one : left) {
                    if (!passed.contains(one.owner())) {
                        try {
                            read.add(decode(one));
                            good.add(one);
                        } catch (JournalException e) {
                            skip(one, e);
                        }
                    }
                }
                claimed = good;
                decoded = read;
                if (!good.isEmpty()) {
                    return claim();
                }
                return left.isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : look(); // past those just found unreadable
            });
        }

        private void skip(Left one, JournalException failure) {
            passed.add(one.owner());
            unreadable = failure;
            if (told.add(one.owner())) {
                LOG.error(
                        "what {} has left in the journal from {} on is not taken over: {}",
                        one.owner(),
                        one.number(),
                        failure.getMessage());
            }
        }

        /** What was taken, whatever went wrong after it. */
        Contents end(@Nullable Throwable failure) {
            if (!writes.isEmpty() || !letters.isEmpty()) {
                LOG.info("took over {} writes and {} dead letters from the journal", writes.size(), letters.size());
                return new Contents(writes, letters);
            }
            if (failure != null) {
                throw JournalFailures.of(failure);
            }
            JournalException left = unreadable;
            if (left != null) {
                throw left;
            }
            return Contents.nothing();
        }
    }

    private static Decoded decode(Left one) {
        if (one.place() == Place.LETTERS) {
            DeadEntry letter = JournalRecord.letter(one.fields());
            return new Decoded(letter.entry().id(), null, letter);
        }
        JournalEntry write = JournalRecord.entry(one.fields());
        return new Decoded(write.id(), write, null);
    }
}

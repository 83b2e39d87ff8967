package io.cachex.resilience;

import io.cachex.spi.DeadEntry;
import io.cachex.spi.WriteQueue.Replayed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request to replay letters: in the order in which they were accepted, and not faster than was asked for. */
final class ReplayRun {

    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);

    private final QueueParts queue;
    private final Replay replay;
    private final int perSecond;
    private final long begun;
    private final List<DeadEntry> letters = new ArrayList<>();
    private final Map<String, CompletableFuture<Replayed>> answers = new LinkedHashMap<>();
    private final CompletableFuture<Map<String, Replayed>> result = new CompletableFuture<>();
    private int done; // of one thread after the other

    ReplayRun(QueueParts queue, Replay replay, Collection<String> ids, int perSecond) {
        this.queue = queue;
        this.replay = replay;
        this.perSecond = perSecond;
        this.begun = queue.time.nanos();
        for (String id : ids) {
            DeadEntry letter = queue.letters.get(id);
            if (answers.put(id, CompletableFuture.completedFuture(Replayed.GONE)) == null && letter != null) {
                letters.add(letter);
            }
        }
        letters.sort(Comparator.comparingLong(letter -> letter.entry().version()));
    }

    CompletableFuture<Map<String, Replayed>> start() {
        goOn();
        return result;
    }

    /** The n-th letter is due n / perSecond after the first. */
    private void goOn() {
        long elapsed = queue.time.nanos() - begun;
        while (done < letters.size() && (queue.isClosing || dueAt(done) <= elapsed)) {
            DeadEntry letter = letters.get(done++);
            answers.put(letter.entry().id(), replay.replay(letter));
        }
        if (done < letters.size()) {
            queue.time.schedule(Duration.ofNanos(dueAt(done) - elapsed), () -> queue.onExecutor(this::goOn));
        } else {
            CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
                    .thenRun(this::end);
        }
    }

    private long dueAt(int letter) {
        return letter * 1_000_000_000L / perSecond;
    }

    private void end() {
        Map<String, Replayed> all = new LinkedHashMap<>();
        Map<Replayed, Integer> sums = new EnumMap<>(Replayed.class);
        answers.forEach((id, answer) -> {
            all.put(id, answer.join());
            sums.merge(answer.join(), 1, Integer::sum);
        });
        LOG.info("dead letters of '{}' were replayed: {}", queue.cache, sums);
        result.complete(all);
    }
}

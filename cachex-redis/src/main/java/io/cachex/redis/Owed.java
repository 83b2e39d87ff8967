package io.cachex.redis;

import io.cachex.redis.JournalSteps.Place;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Ids that are to be forgotten, of which the server has not said that they are. What was made and not forgotten would be made
 * once more when this node is dead, perhaps after a later write of its key; and what was not accepted for sure must not be
 * made at all.
 *
 * <p>What was forgotten a short time ago is owed again when there is a new connection: it may be to a replica that had not
 * heard of it, or to a server that had not yet written it to its disk.
 */
final class Owed {

    /** An id that is owed: where it is to be forgotten, and from which moment on the server's word counts. */
    private record Debt(Place place, long fromNanos) {}

    /** Ids that were forgotten at a moment. */
    private record Paid(Place place, List<String> ids, long nanos) {}

    private static final long RECENT_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int MOST_RECENT = 10_000;

    private final JournalSteps steps;
    private final Map<String, Debt> debts = new ConcurrentHashMap<>();
    private final Deque<Paid> recent = new ArrayDeque<>(); // guarded by itself
    private int recentIds; // guarded by recent

    Owed(JournalSteps steps) {
        this.steps = steps;
    }

    /**
     * These are to be forgotten.
     *
     * @param fromNanos a forgetting that is sent before this moment may come before what is to be forgotten
     */
    void add(Place place, Collection<String> ids, long fromNanos) {
        ids.forEach(id -> debts.put(id, new Debt(place, fromNanos)));
    }

    /** This is not to be forgotten after all. */
    void remove(String id) {
        debts.remove(id);
    }

    /** The server has said that it has forgotten these. */
    void paid(Place place, List<String> ids, long nowNanos) {
        synchronized (recent) {
            recent.addLast(new Paid(place, ids, nowNanos));
            recentIds += ids.size();
            while (recentIds > MOST_RECENT || isOver(recent.peekFirst(), nowNanos)) {
                recentIds -= recent.removeFirst().ids.size();
            }
        }
    }

    private static boolean isOver(@Nullable Paid oldest, long nowNanos) {
        return oldest != null && nowNanos - oldest.nanos > RECENT_NANOS;
    }

    /** What was said within the last seconds may not hold any more. */
    void oweAgain(long nowNanos) {
        List<Paid> doubtful;
        synchronized (recent) {
            doubtful = recent.stream()
                    .filter(paid -> nowNanos - paid.nanos <= RECENT_NANOS)
                    .toList();
            recent.clear();
            recentIds = 0;
        }
        doubtful.forEach(paid -> paid.ids.forEach(id -> debts.putIfAbsent(id, new Debt(paid.place, nowNanos))));
    }

    boolean isEmpty() {
        return debts.isEmpty();
    }

    /** Asks for it once more, at this moment; what then fails stays owed. */
    void pay(long nowNanos) {
        Map<Place, Map<String, Debt>> byPlace = new HashMap<>();
        debts.forEach((id, debt) ->
                byPlace.computeIfAbsent(debt.place, place -> new HashMap<>()).put(id, debt));
        byPlace.forEach((place, asked) -> {
            List<String> ids = new ArrayList<>(asked.keySet());
            steps.forget(place, ids)
                    .thenRun(() -> asked.forEach((id, debt) -> {
                        if (nowNanos - debt.fromNanos >= 0) {
                            debts.remove(id, debt);
                        }
                    }));
        });
    }
}

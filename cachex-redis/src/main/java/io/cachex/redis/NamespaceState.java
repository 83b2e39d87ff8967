package io.cachex.redis;

import io.cachex.spi.Generations;
import io.cachex.spi.Invalidation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of a namespace: the last message it heard, the generations, and until when it has certainly missed
 * nothing. Pure logic; times are nanoseconds of the bus's clock.
 *
 * <p>Why an answered heartbeat is a proof. The heartbeat travels on the connection that carries the messages, and that
 * connection delivers in order:
 *
 * <ol>
 *   <li>A change is made, numbered 18 and published at the server. Then its writer gets the acknowledgement.
 *   <li>This node sends a heartbeat.
 *   <li>The server answers "the last number is 18". It wrote message 18 to this connection before, so that comes first.
 *   <li>This node handles message 18, then the answer, on one thread. The numbers agree: everything acknowledged before
 *       (2) has been heard, and for S from (2) on nothing older than S can be in use.
 * </ol>
 *
 * <p>Messages and answers must be given in the order in which they arrived. Safe for many threads otherwise.
 */
final class NamespaceState {

    private static final long UNKNOWN = -1;
    private static final int MOST_GENERATIONS = 10_000;

    /** The name whose generation a clear advances. */
    private static final String EVERYTHING = "";

    private final Recent recent = new Recent(); // guarded by this
    private final Map<String, Long> generations = new Remembered(); // guarded by this
    private long sequence = UNKNOWN; // guarded by this
    private long highest = UNKNOWN; // guarded by this: of all generations, of whatever name
    private @Nullable String incarnation; // guarded by this

    private volatile long epoch; // written under this
    private volatile long liveUntil; // written under this

    NamespaceState(long now) {
        liveUntil = now;
    }

    /** A message arrived. */
    synchronized Heard hear(Invalidation message, long now) {
        long number = message.sequence();
        if (number == 0) { // the server had no room to count, and took nothing from the sequence
            doubt(now);
            return Heard.doubtful("a message without a number");
        }
        if (sequence == UNKNOWN) {
            recent.restart(number - 1);
        } else if (number > sequence + 1) {
            String gap = gap(sequence + 1, number - 1);
            doubt(now);
            accept(message);
            return Heard.doubtful(gap);
        } else if (number <= sequence) {
            if (recent.belongs(message)) {
                return Heard.AGAIN;
            }
            String restart = restart(sequence, number);
            forget(now);
            recent.restart(number - 1);
            accept(message);
            return Heard.doubtful(restart);
        }
        accept(message);
        return Heard.NEXT;
    }

    private void accept(Invalidation message) {
        sequence = message.sequence();
        recent.add(message);
        switch (message.kind()) {
            case TAG -> message.tags().forEach(tag -> learn(tag, message.generation()));
            case CLEAR -> learn(EVERYTHING, message.generation());
            case PUT, REMOVE, EXPIRE -> {}
        }
    }

    /**
     * A heartbeat was answered.
     *
     * @param last the last number drawn, at the moment of the answer
     * @param from which life of the data it counts in
     * @param until the time when the heartbeat was sent, and S; it may be over
     * @return null if everything was heard; else the reason for doubt
     */
    synchronized @Nullable String answer(long last, String from, long until, long now) {
        String doubt = null;
        if (incarnation != null && !incarnation.equals(from)) {
            doubt = "the server lost its data";
            forget(now);
        } else if (sequence != UNKNOWN && last < sequence) {
            doubt = restart(sequence, last);
            forget(now);
        } else if (sequence != UNKNOWN && last > sequence) {
            doubt = gap(sequence + 1, last);
            doubt(now);
        } else if (until - liveUntil > 0) {
            liveUntil = until;
        }
        if (sequence == UNKNOWN) {
            recent.restart(last);
        }
        sequence = last;
        incarnation = from;
        return doubt;
    }

    /** A message may have been lost: nothing is proven, and no generation known, until somebody says so again. */
    synchronized void doubt(long now) {
        epoch++;
        generations.clear();
        highest = UNKNOWN;
        liveUntil = now;
    }

    /** As {@link #doubt}, and the next number may be any: after a new connection, or when the server lost its data. */
    synchronized void forget(long now) {
        doubt(now);
        sequence = UNKNOWN;
        incarnation = null;
    }

    /** Until when nothing was missed; in the past if that is not proven. One volatile read. */
    long liveUntil() {
        return liveUntil;
    }

    /** Grows with each doubt. To be read before a question whose answer is to be {@link #learn learned}. */
    long epoch() {
        return epoch;
    }

    /**
     * Takes over what the store answered, unless there was a doubt since it was asked. Generations only grow; they are
     * numbers of another sequence than messages, but each that is drawn has a message.
     */
    synchronized void learn(long askedIn, Generations.Snapshot answer) {
        if (epoch == askedIn) {
            highest = Math.max(highest, answer.sequence());
            answer.generations().forEach(this::learn);
        }
    }

    private void learn(String name, long generation) {
        generations.merge(name, generation, Math::max);
        highest = Math.max(highest, generation);
    }

    /** What is known of these names without asking; empty if one is not known, or nothing is proven now. */
    synchronized Optional<Generations.Snapshot> snapshot(Set<String> names, long now) {
        if (highest == UNKNOWN || liveUntil - now <= 0) {
            return Optional.empty();
        }
        Map<String, Long> known = new HashMap<>();
        for (String name : names) {
            Long generation = generations.get(name);
            if (generation == null) {
                return Optional.empty();
            }
            known.put(name, generation);
        }
        return Optional.of(new Generations.Snapshot(highest, known));
    }

    private static String gap(long first, long last) {
        return "gap " + first + ".." + last;
    }

    private static String restart(long from, long to) {
        return "the sequence went from " + from + " to " + to;
    }

    /**
     * What came of a message.
     *
     * @param isNews whether it is to be told to listeners
     * @param doubt why messages before it may have been lost; null if none were
     */
    record Heard(boolean isNews, @Nullable String doubt) {

        /** The one that was expected. */
        static final Heard NEXT = new Heard(true, null);

        /** Heard before, or too late to matter: since it was missed, nothing from before it is in use. */
        static final Heard AGAIN = new Heard(false, null);

        static Heard doubtful(String reason) {
            return new Heard(true, reason);
        }
    }

    /** Generations by name, of which the least recently used is forgotten when there are too many. */
    private static final class Remembered extends LinkedHashMap<String, Long> {

        private static final long serialVersionUID = 1;

        Remembered() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_GENERATIONS;
        }
    }
}

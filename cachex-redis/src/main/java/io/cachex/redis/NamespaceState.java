package io.cachex.redis;

import io.cachex.spi.Generations;
import io.cachex.spi.Invalidation;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this node knows of a namespace: the last message it heard of each master, the generations, and until when it has
 * certainly missed nothing. Pure logic; times are nanoseconds of the bus's clock. A server that stands alone is the only
 * master.
 *
 * <p>Why an answered heartbeat is a proof. The heartbeat travels on the connection that carries the master's messages, and
 * that connection delivers in order:
 *
 * <ol>
 *   <li>A change is made, numbered 18 and published at the master. Then its writer gets the acknowledgement.
 *   <li>This node sends a heartbeat.
 *   <li>The master answers "the last number is 18". It wrote message 18 to this connection before, so that comes first.
 *   <li>This node handles message 18, then the answer, one after the other. The numbers agree: everything that this master
 *       acknowledged before (2) has been heard, and for S from (2) on nothing of it that is older than S can be in use.
 * </ol>
 *
 * <p>Where there are several masters, what holds of each holds of all for the shortest of their times. That these are all
 * the masters there are is for {@link ClusterView} to prove.
 *
 * <p>Messages and answers of one master must be given in the order in which they arrived. Safe for many threads otherwise.
 */
final class NamespaceState {

    private static final long UNKNOWN = -1;
    private static final int MOST_GENERATIONS = 10_000;

    /** The name whose generation a clear advances. */
    private static final String EVERYTHING = "";

    private final Map<String, Long> generations = new Remembered(); // guarded by this
    private final Map<String, Numbering> numberings = new HashMap<>(); // by master; guarded by this
    private long highest = UNKNOWN; // guarded by this: of all generations, of whatever name

    /** What is known of the generation of everything, alone; null if nothing is, or something was learnt since. */
    private volatile Generations.@Nullable Snapshot whole; // written under this

    private volatile long epoch; // written under this
    private volatile long liveUntil; // written under this

    /**
     * Nothing is known yet.
     *
     * @param masters the ids of those who number messages
     */
    NamespaceState(long now, Set<String> masters) {
        liveUntil = now;
        masters(masters, now);
    }

    /** Those who number messages are these. Whoever was one of them before, and still is, goes on. */
    synchronized void masters(Set<String> ids, long now) {
        if (!numberings.keySet().equals(ids)) {
            numberings.keySet().retainAll(ids);
            ids.forEach(id -> numberings.computeIfAbsent(id, unknown -> new Numbering(now)));
            doubt(now);
        }
    }

    /** A message arrived from a master. */
    synchronized Heard hear(String master, Invalidation message, long now) {
        Numbering numbering = numberings.get(master);
        Heard heard = numbering == null
                ? Heard.doubtful("a message of a master that is not known")
                : numbering.hear(message, now);
        if (heard != null && heard.doubt() != null) {
            unsettle(now);
        }
        if (message.sequence() != 0 && (heard == null || heard.isNews())) {
            learn(message);
        }
        return heard == null ? Heard.NEXT : heard;
    }

    /**
     * The message as listeners are told of it: with the number of all messages of all masters, so that numbers grow by one
     * as long as none is missed.
     */
    synchronized Invalidation numbered(Invalidation message) {
        long all = 0;
        for (Numbering numbering : numberings.values()) {
            all += numbering.last();
        }
        return message.sequence() == 0 || all == message.sequence() ? message : message.numbered(all);
    }

    private void learn(Invalidation message) {
        switch (message.kind()) {
            case TAG -> message.tags().forEach(tag -> learn(tag, message.generation()));
            case CLEAR -> learn(EVERYTHING, message.generation());
            case PUT, REMOVE, EXPIRE -> {}
        }
    }

    /**
     * A heartbeat was answered by a master.
     *
     * @param last the last number drawn, at the moment of the answer
     * @param from which life of the data it counts in
     * @param until the time when the heartbeat was sent, and S; it may be over
     * @return null if everything was heard; else the reason for doubt
     */
    synchronized @Nullable String answer(String master, long last, String from, long until, long now) {
        Numbering numbering = numberings.get(master);
        if (numbering == null) {
            return null; // it is none of them any more
        }
        String doubt = numbering.answer(last, from, until, now);
        if (doubt != null) {
            unsettle(now);
        }
        weakest();
        return doubt;
    }

    /** Messages may have been lost: nothing is proven, and no generation known, until somebody says so again. */
    synchronized void doubt(long now) {
        numberings.values().forEach(numbering -> numbering.doubt(now));
        unsettle(now);
    }

    /** As {@link #doubt}, and a master's next number may be any: after a new connection, or when it lost its data. */
    synchronized void forget(String master, long now) {
        Numbering numbering = numberings.get(master);
        if (numbering != null) {
            numbering.forget(now);
        }
        unsettle(now);
    }

    private synchronized void unsettle(long now) { // which is held already
        epoch++;
        generations.clear();
        whole = null;
        highest = UNKNOWN;
        liveUntil = now;
    }

    /** It is proven what is proven of every master. */
    private synchronized void weakest() { // which is held already
        boolean first = true;
        long weakest = liveUntil;
        for (Numbering numbering : numberings.values()) {
            if (first || numbering.liveUntil() - weakest < 0) {
                weakest = numbering.liveUntil();
            }
            first = false;
        }
        liveUntil = weakest;
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
            whole = null;
            answer.generations().forEach(this::learn);
        }
    }

    private void learn(String name, long generation) {
        generations.merge(name, generation, Math::max);
        highest = Math.max(highest, generation);
        whole = null;
    }

    /**
     * What is known of these names without asking; null if one is not known, or nothing is proven now.
     *
     * <p>Each read asks for the namespace's own generation, so what is said of that is kept. Whoever takes it looks first
     * until when it is proven: a doubt in between leaves nothing to take, and what was learnt since is newer than the proof.
     */
    Generations.@Nullable Snapshot snapshot(Set<String> names, long now) {
        if (liveUntil - now <= 0) {
            return null;
        }
        boolean isWhole = names.size() == 1 && names.contains(EVERYTHING);
        Generations.Snapshot kept = whole;
        if (isWhole && kept != null) {
            return kept;
        }
        synchronized (this) {
            Generations.Snapshot known = known(names, now);
            if (isWhole) {
                whole = known;
            }
            return known;
        }
    }

    private synchronized Generations.@Nullable Snapshot known(Set<String> names, long now) { // which is held already
        if (highest == UNKNOWN || liveUntil - now <= 0) {
            return null;
        }
        Map<String, Long> known = new HashMap<>();
        for (String name : names) {
            Long generation = generations.get(name);
            if (generation == null) {
                return null;
            }
            known.put(name, generation);
        }
        return new Generations.Snapshot(highest, known);
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

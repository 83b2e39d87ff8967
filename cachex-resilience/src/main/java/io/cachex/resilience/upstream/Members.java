package io.cachex.resilience.upstream;

import io.cachex.NoUpstreamException;
import io.cachex.resilience.upstream.UpstreamStatus.State;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who there is and who is in use. All that changes a member's standing happens under the lock of this, which no load takes:
 * loads read the list of those in use, which is replaced as a whole.
 */
final class Members<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Upstreams.class);

    private final String name;
    private final TimeSource time;
    private final Merit.@Nullable Penalties penalties;
    private final Consumer<Numbered> listeners;

    private final Map<String, Member<T>> byId = new LinkedHashMap<>(); // guarded by this
    private volatile List<Member<T>> inUse = List.of(); // written under the lock of this
    private long number; // guarded by this: how many states there were
    private boolean isUnavailable; // guarded by this: it was logged that there is none

    /** A state and its place among all of them. */
    record Numbered(long number, UpstreamsHealth health) {}

    /**
     * Nobody yet.
     *
     * @param listeners hears of each change, outside the lock, perhaps not in order; must not block
     */
    Members(String name, TimeSource time, Merit.@Nullable Penalties penalties, Consumer<Numbered> listeners) {
        this.name = name;
        this.time = time;
        this.penalties = penalties;
        this.listeners = listeners;
    }

    /** Adds a member unless there is one with its id; returns whether it did. */
    boolean add(Member<T> member) {
        Numbered state;
        synchronized (this) {
            if (byId.putIfAbsent(member.id(), member) != null) {
                return false;
            }
            state = changed();
        }
        listeners.accept(state);
        return true;
    }

    /** Removes a member and returns it; null if there is none with this id. */
    @Nullable
    Member<T> remove(String id) {
        Numbered state;
        Member<T> member;
        synchronized (this) {
            member = byId.remove(id);
            if (member == null) {
                return null;
            }
            LOG.info("Upstreams '{}': {} was removed", name, id);
            state = changed();
        }
        listeners.accept(state);
        return member;
    }

    synchronized List<Member<T>> all() {
        return List.copyOf(byId.values());
    }

    /** Those that may be asked, the best first. */
    List<Member<T>> inUse() {
        List<Member<T>> now = inUse;
        return penalties == null || now.size() < 2 ? now : ranked(now, penalties);
    }

    /** Why nobody is asked. */
    synchronized NoUpstreamException nobody(@Nullable Throwable cause) {
        StringBuilder text = new StringBuilder();
        for (Member<T> member : byId.values()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(member.id())
                    .append(' ')
                    .append(word(member));
        }
        return new NoUpstreamException(text.isEmpty() ? "'" + name + "' has none" : text.toString(), cause);
    }

    /** How often its breaker has opened so far: a check that begins now speaks for what comes after that. */
    synchronized int openings(Member<T> member) {
        return member.openings;
    }

    /** How long until a check that is wanted soon. */
    synchronized Duration soon(Member<T> member) {
        return member.rhythm.soon();
    }

    /** Whether a success of a check that began after so many openings would put the member into use. */
    synchronized boolean wouldJoin(Member<T> member, int openings) {
        return member.openings == openings && member.standing.wouldJoin(inUse.isEmpty());
    }

    /**
     * Takes a check's verdict, unless the breaker has opened since the check began.
     *
     * @param openings how often it had opened then
     * @param problem null if the check succeeded
     * @return how long until the next check
     */
    Duration judged(Member<T> member, int openings, @Nullable String problem, Duration took) {
        Numbered state = null;
        Duration next;
        synchronized (this) {
            if (member.openings != openings) {
                return member.rhythm.soon(); // it saw the time before the failures
            }
            State before = member.standing.state();
            if (problem == null) {
                member.standing.succeeded(inUse.isEmpty());
            } else {
                member.standing.failed();
            }
            member.checkedAt = time.instant();
            member.checkTook = took;
            member.problem = problem;
            boolean isInDoubt = member.standing.isInDoubt();
            if (member.standing.state() != before) {
                if (before != State.UNKNOWN) {
                    member.rhythm.flapped();
                }
                state = moved(member, before);
            } else if (!isInDoubt) {
                member.rhythm.confirmed(member.standing.isHealthy());
            }
            next = member.rhythm.next(isInDoubt);
        }
        if (state != null) {
            listeners.accept(state);
        }
        return next;
    }

    /** The breaker has opened: out of use, until a check that begins after this says otherwise. */
    Duration broke(Member<T> member, String problem) {
        Numbered state = null;
        Duration next;
        synchronized (this) {
            member.openings++;
            State before = member.standing.state();
            member.standing.broke();
            member.problem = problem;
            next = member.rhythm.soon();
            if (before != State.UNHEALTHY) {
                member.rhythm.flapped();
                state = moved(member, before);
            }
        }
        if (state != null) {
            listeners.accept(state);
        }
        return next;
    }

    synchronized UpstreamsHealth health() {
        List<UpstreamStatus> statuses = new ArrayList<>();
        List<Member<T>> used = inUse();
        used.forEach(member -> statuses.add(status(member)));
        for (Member<T> member : byId.values()) {
            if (!used.contains(member)) {
                statuses.add(status(member));
            }
        }
        return new UpstreamsHealth(name, statuses);
    }

    /** The state now, to be told to a listener that comes now. */
    synchronized Numbered state() {
        return new Numbered(number, health());
    }

    /** Logs a member's new state; removed ones have none. */
    private @Nullable Numbered moved(Member<T> member, State before) {
        if (byId.get(member.id()) != member) {
            return null;
        }
        if (member.standing.isHealthy()) {
            LOG.info("Upstreams '{}': {} is healthy, it was {}", name, member.id(), word(before));
        } else {
            LOG.warn("Upstreams '{}': {} is unhealthy, it was {}: {}", name, member.id(), word(before), member.problem);
        }
        return changed();
    }

    private Numbered changed() {
        inUse = byId.values().stream()
                .filter(member -> member.standing.isHealthy())
                .sorted(Comparator.comparingInt(member -> member.upstream.priority())) // stable: as they were added
                .toList();
        boolean isAwaited = byId.values().stream().anyMatch(member -> member.standing.state() == State.UNKNOWN);
        if (inUse.isEmpty() && !isAwaited && !isUnavailable) {
            isUnavailable = true;
            LOG.warn("Upstreams '{}': none is available", name);
        } else if (!inUse.isEmpty() && isUnavailable) {
            isUnavailable = false;
            LOG.info("Upstreams '{}': available again", name);
        }
        number++;
        return state();
    }

    private List<Member<T>> ranked(List<Member<T>> members, Merit.Penalties given) {
        long now = time.nanos();
        Map<Member<T>, Double> effective = new HashMap<>(); // computed once: it moves while one sorts
        members.forEach(member -> effective.put(member, member.upstream.priority() + member.merit.penalty(given, now)));
        List<Member<T>> sorted = new ArrayList<>(members);
        sorted.sort(Comparator.comparing(effective::get));
        return sorted;
    }

    private UpstreamStatus status(Member<T> member) {
        int priority = member.upstream.priority();
        return new UpstreamStatus(
                member.id(),
                priority,
                penalties == null ? priority : priority + member.merit.penalty(penalties, time.nanos()),
                member.standing.state(),
                member.breaker.state(),
                member.checkedAt,
                member.checkTook,
                member.problem);
    }

    private static String word(Member<?> member) {
        return word(member.standing.state());
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}

package io.cachex.redis.jvms;

import java.util.EnumSet;
import java.util.Set;

/** What {@link Trouble} may do. */
public enum Fault {
    /** A RST on the connections of one link. */
    RESET,
    /** The answers of one link vanish, and then its connections end. */
    FIN,
    /** Everything vanishes on one link: to the server, from it, or both. */
    HOLE,
    /** A RST on all links. */
    RESET_ALL,
    /** One link is slow. */
    LATE,
    /** One link is cut, and connections are refused. */
    REFUSED,
    /** On one link invalidations vanish, and nothing else. */
    SWALLOWED,
    /** The server stands still. */
    FROZEN,
    /** The server is killed, and comes back without its data. */
    RESTARTED,
    /** The server's data is deleted. */
    FLUSHED,
    /** A client's process stands still. */
    PAUSED;

    /** What may happen to links. */
    public static final Set<Fault> OF_LINKS = EnumSet.range(RESET, SWALLOWED);

    /** What may happen to the server. */
    public static final Set<Fault> OF_SERVER = EnumSet.of(FROZEN, RESTARTED, FLUSHED);

    /** What may happen to processes, of the server and of clients. */
    public static final Set<Fault> OF_PROCESSES = EnumSet.of(FROZEN, RESTARTED, FLUSHED, PAUSED);
}
